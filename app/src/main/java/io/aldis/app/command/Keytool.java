package io.aldis.app.command;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Creates certificates with the JDK's keytool, in a process that takes a second or two: the JDK has no API for it (ADR 32). */
final class Keytool {
    private static final String ALIAS = "own";
    private static final String PASSWORD = "ALDIS_KEYTOOL";
    private static final String DAYS = "365";
    private static final String SIGNATURE = "SHA256withECDSA";

    /** Longest run: a machine that has just been started may have to wait for random numbers. */
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final Path tool;
    private final Duration longest;

    Keytool() {
        this(Path.of(System.getProperty("java.home"), "bin", "keytool"), LONGEST);
    }

    /** @param longest time after which it is killed */
    Keytool(Path tool, Duration longest) {
        this.tool = tool;
        this.longest = longest;
    }

    /** Writes a self-signed certificate and its key in PEM to the folder. @throws IOException when keytool is missing or fails */
    void issue(Path folder, List<SubjectName> names) throws IOException, GeneralSecurityException {
        Path store = folder.resolve("keytool.p12");
        String password =
                new BigInteger(128, new SecureRandom()).toString(36); // protects the key store while it exists
        run(store, password, names);
        KeyStore made = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(store)) {
            made.load(file, password.toCharArray());
        }
        byte[] key = made.getKey(ALIAS, password.toCharArray()).getEncoded();
        write(folder.resolve(DevelopmentCertificate.KEY), "PRIVATE KEY", key);
        write(
                folder.resolve(DevelopmentCertificate.CERTIFICATE),
                "CERTIFICATE",
                made.getCertificate(ALIAS).getEncoded());
        Files.delete(store);
    }

    private void run(Path store, String password, List<SubjectName> names) throws IOException {
        if (!Files.isExecutable(tool)) throw new IOException("this Java runtime has no " + tool);
        String alternatives = names.stream().map(SubjectName::toString).collect(Collectors.joining(","));
        var command = new ProcessBuilder(
                tool.toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-sigalg",
                SIGNATURE,
                "-validity",
                DAYS,
                "-dname",
                "CN=Aldis development certificate",
                "-ext",
                "SAN=" + alternatives,
                "-ext",
                "EKU=serverAuth,clientAuth",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass:env",
                PASSWORD);
        command.environment().put(PASSWORD, password);
        command.environment().remove("JDK_JAVA_OPTIONS");
        Process process = command.redirectErrorStream(true).start();
        try (InputStream words = process.getInputStream()) {
            var said = new FutureTask<>(() -> new String(words.readAllBytes(), StandardCharsets.UTF_8).strip());
            Thread.startVirtualThread(said);
            if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS))
                throw new IOException(tool + " did not end within " + PlainWords.duration(longest));
            if (process.exitValue() != 0)
                throw new IOException(tool + ": " + said.get().replaceAll("\\s+", " "));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException(tool + ": its words cannot be read", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Whether the key in that file, as {@link #issue} has written it, is that of the certificate. */
    static boolean belongs(Path key, X509Certificate certificate) throws IOException, GeneralSecurityException {
        String text = Files.readString(key).replaceAll("-----[A-Z ]+-----|\\s", "");
        try {
            var secret = KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text)));
            var signing = Signature.getInstance(SIGNATURE);
            signing.initSign(secret);
            signing.update(certificate.getEncoded());
            byte[] signature = signing.sign();
            signing.initVerify(certificate);
            signing.update(certificate.getEncoded());
            return signing.verify(signature);
        } catch (IllegalArgumentException _) {
            return false; // no Base64
        }
    }

    private static void write(Path file, String what, byte[] der) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }
}
