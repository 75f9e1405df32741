package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code openssl} in a folder of its own: an authority, people with keys, and {@code openssl cms}. */
final class OpenSsl {
    private final Path program;
    private final Path folder;

    OpenSsl(Path folder) {
        this.program = Peers.need("openssl");
        this.folder = folder;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    byte[] bytes(String name) throws IOException {
        return Files.readAllBytes(file(name));
    }

    void write(String name, byte[] bytes) throws IOException {
        Files.write(file(name), bytes);
    }

    /** {@code root.pem}, and everything that is needed to issue more. */
    void authority() throws IOException, InterruptedException {
        key("root", "EC");
        run("req -x509 -new -key root.key -subj /CN=Root -days 30 -out root.pem"
                + " -addext basicConstraints=critical,CA:TRUE");
    }

    /**
     * {@code NAME.pem} and {@code NAME.key}, for {@code sip:NAME@example.com}.
     *
     * @param kind EC for P-256, or RSA
     */
    void person(String name, String kind) throws IOException, InterruptedException {
        key(name, kind);
        run("req -new -key " + name + ".key -subj /CN=" + name + " -out " + name
                + ".csr -addext subjectAltName=URI:sip:" + name + "@example.com");
        run("x509 -req -in " + name + ".csr -CA root.pem -CAkey root.key -CAcreateserial -days 30"
                + " -copy_extensions copy -out " + name + ".pem");
    }

    private void key(String name, String kind) throws IOException, InterruptedException {
        String curve = "ecparam -name prime256v1 -genkey -noout -out ";
        run((kind.equals("EC") ? curve : "genrsa -out ") + name + ".key" + (kind.equals("EC") ? "" : " 2048"));
    }

    /** Runs a command that has to end well within half a minute. No argument has a blank in it. */
    void run(String arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments.split(" ")));
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(arguments).isTrue();
        assertThat(process.exitValue()).as(arguments + "\n" + said).isZero();
    }
}
