package io.aldis.app.command;

import io.aldis.app.config.Configuration;
import io.aldis.net.PlainText;
import io.aldis.net.TlsSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A self-signed certificate for servers with a TLS listener and no configured certificate. It is stored in the data directory and reused.
 * Peers trust it only when it is installed there. It is renewed when a name is missing or it expires within 30 days.
 */
final class DevelopmentCertificate {
    static final String FOLDER = "tls-development";
    static final String CERTIFICATE = "cert.pem";
    static final String KEY = "key.pem";

    /** Shortest remaining validity at start: a running server does not renew the certificate. */
    private static final Duration SPARE = Duration.ofDays(30);

    private final Path folder;
    private final List<SubjectName> names;

    private DevelopmentCertificate(Path folder, List<SubjectName> names) {
        this.folder = folder;
        this.names = names;
    }

    /**
     * The certificate in the data directory; created when there is none that fits.
     *
     * @throws FailedException when it cannot be created or read
     */
    static TlsSettings.Own in(Configuration configuration) {
        Path folder = configuration.data().resolve(FOLDER);
        var development = new DevelopmentCertificate(folder, SubjectName.of(configuration));
        try {
            if (Files.notExists(folder) || !development.fits()) development.renew();
        } catch (IOException | GeneralSecurityException e) {
            throw new FailedException("Cannot make a certificate in " + folder + ": " + PlainText.cause(e)
                    + " (--tls-cert FILE --tls-key FILE give one)");
        }
        return new TlsSettings.Own(folder.resolve(CERTIFICATE), folder.resolve(KEY));
    }

    private boolean fits() throws IOException {
        try (InputStream file = Files.newInputStream(folder.resolve(CERTIFICATE))) {
            var certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
            Instant end = certificate.getNotAfter().toInstant();
            return end.isAfter(Instant.now().plus(SPARE)) && SubjectName.all(certificate, names);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Creates both files in a temporary folder, removes the old folder, and renames the new one, so that both files appear together. */
    private void renew() throws IOException, GeneralSecurityException {
        Path parent = folder.toAbsolutePath().getParent();
        Path fresh = Files.createTempDirectory(Files.createDirectories(parent), FOLDER); // readable by its owner only
        try {
            Keytool.issue(fresh, names);
            remove(folder);
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // another server on the same directory was faster: its certificate is used
        } finally {
            remove(fresh);
        }
    }

    private static void remove(Path folder) throws IOException {
        if (Files.notExists(folder)) return;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path each : files.toList()) Files.delete(each);
        }
        Files.delete(folder);
    }
}
