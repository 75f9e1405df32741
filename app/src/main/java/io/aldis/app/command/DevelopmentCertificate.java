package io.aldis.app.command;

import io.aldis.app.config.Configuration;
import io.aldis.net.PlainText;
import io.aldis.net.TlsSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
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
            if (!development.fits()) development.renew();
        } catch (IOException | GeneralSecurityException e) {
            throw new FailedException("Cannot make a certificate in " + folder + ": " + PlainText.cause(e)
                    + " (--tls-cert FILE --tls-key FILE give one)");
        }
        return new TlsSettings.Own(folder.resolve(CERTIFICATE), folder.resolve(KEY));
    }

    /** False when a file is missing or cannot be understood, too. */
    private boolean fits() throws IOException {
        try (InputStream file = Files.newInputStream(folder.resolve(CERTIFICATE))) {
            var certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
            Instant end = certificate.getNotAfter().toInstant();
            return end.isAfter(Instant.now().plus(SPARE))
                    && SubjectName.all(certificate, names)
                    && Keytool.belongs(folder.resolve(KEY), certificate);
        } catch (GeneralSecurityException | NoSuchFileException e) {
            return false;
        }
    }

    /**
     * Creates both files in a temporary folder, and renames the old folder away and the new one to its place. Whenever it is killed, the folder
     * is whole or absent; what it leaves beside it is removed a day later.
     */
    private void renew() throws IOException, GeneralSecurityException {
        Path parent = Files.createDirectories(folder.toAbsolutePath().getParent());
        removeLeftovers(parent);
        Path fresh = Files.createTempDirectory(parent, FOLDER); // readable by its owner only
        Path old = Files.createTempDirectory(parent, FOLDER);
        try {
            new Keytool().issue(fresh, names);
            if (Files.exists(folder)) Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException | NoSuchFileException e) {
            // another server on the same directory was faster: its certificate is used
        } finally {
            remove(fresh);
            remove(old);
        }
    }

    /** Temporary folders of a process that was killed. */
    private static void removeLeftovers(Path parent) throws IOException {
        FileTime since = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, FOLDER + "[0-9]*")) {
            for (Path each : folders) if (Files.getLastModifiedTime(each).compareTo(since) < 0) remove(each);
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
