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
 * A certificate of our own making for those who have given none, kept in the data directory from one start to the next. Nobody trusts
 * it but who is told to. It is made anew when it lacks a name, or is about to expire.
 */
final class DevelopmentCertificate {
    static final String FOLDER = "tls-development";
    static final String CERTIFICATE = "cert.pem";
    static final String KEY = "key.pem";

    /** A server that is started today should not have to be started again soon. */
    private static final Duration SPARE = Duration.ofDays(30);

    private final Path folder;
    private final List<SubjectName> names;

    private DevelopmentCertificate(Path folder, List<SubjectName> names) {
        this.folder = folder;
        this.names = names;
    }

    /**
     * That of the data directory; it is made when there is none that will do.
     *
     * @throws FailedException when it cannot be made or read
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

    /** Both files at once, or none: a server that is killed meanwhile makes them at its next start. */
    private void renew() throws IOException, GeneralSecurityException {
        Path parent = folder.toAbsolutePath().getParent();
        Path fresh = Files.createTempDirectory(Files.createDirectories(parent), FOLDER); // for its owner's eyes only
        try {
            Keytool.issue(fresh, names);
            remove(folder);
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // another server on the same directory was faster: its certificate is as good
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
