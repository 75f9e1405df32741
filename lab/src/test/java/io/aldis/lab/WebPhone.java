package io.aldis.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** JsSIP or SIP.js with a user's account, in Node or in a browser: takes commands, and says what happens. lab/web has its code. */
interface WebPhone extends AutoCloseable {
    void tell(String command);

    /** Waits until it has said that. */
    void says(String line);

    /** Goes without a word to the server. */
    @Override
    void close();

    default WebPhone registered() {
        says("registered");
        return this;
    }

    default void send(String to, String text) {
        tell("send " + to + ' ' + text);
    }

    /**
     * What it is made of.
     *
     * @param kind {@code jssip} or {@code sipjs}
     * @param server {@code wss://localhost:443}
     * @param issuer of the certificate of that server, a file
     * @param instance {@code kept}, or {@code new} for the default of both libraries: another one for each page
     */
    record Making(String kind, String server, Path issuer, String instance) {
        Making(String kind, String server, Path issuer) {
            this(kind, server, issuer, "kept");
        }
    }

    /** The folder with the libraries, or the end of this test. */
    static Path folder() {
        Path web = Path.of("web").toAbsolutePath();
        boolean there = Files.exists(web.resolve("node_modules")) && Files.exists(web.resolve("dist/page.js"));
        return there ? web : Peers.lacking("JsSIP and SIP.js are not there (npm ci && npm run build in lab/web)");
    }

    static WebPhone inNode(Making making, String user, String password) {
        Path web = folder();
        Path node = Peers.need("node");
        var process = Running.start(
                making.kind() + " in Node",
                web,
                List.of(
                        "env",
                        "NODE_EXTRA_CA_CERTS=" + making.issuer(),
                        node.toString(),
                        "node.js",
                        making.kind(),
                        making.server(),
                        user,
                        password));
        return new WebPhone() {
            @Override
            public void tell(String command) {
                process.tell(command);
            }

            @Override
            public void says(String line) {
                process.await(line::equals, line);
            }

            @Override
            public void close() {
                process.close();
            }
        };
    }
}
