package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server with digest on, and accounts of Alice and Bob; everybody's password is "secret". Nothing is kept for whoever is away. */
final class ServerWithAccounts implements AutoCloseable {
    private final Path data;
    private final String store;
    private final Job serve;
    private final String ready;

    /** It keeps nothing for who is away. */
    ServerWithAccounts(Path data) {
        this(data, "false");
    }

    /** @param mailbox whether it keeps messages for who is away */
    ServerWithAccounts(Path data, String mailbox) {
        this(data, Map.of("ALDIS_MAILBOX_ENABLED", mailbox));
    }

    /** @param settings variables of the server */
    ServerWithAccounts(Path data, Map<String, String> settings) {
        this.data = data;
        this.store = settings.getOrDefault("ALDIS_STORE", "sqlite");
        for (String user : List.of("alice", "bob"))
            assertThat(shell().run("user", "add", "sip:" + user + "@example.com")
                            .code())
                    .isZero();
        Shell server = shell().set(
                        "ALDIS_LIMITS_DELAY", "1h"); // nobody is turned away since the machine stood still for a moment
        settings.forEach(server::set);
        serve = server.start(
                "serve", "--domain", "example.com", "--listen", "udp:127.0.0.1:0", "--listen", "tcp:127.0.0.1:0");
        ready = serve.await("ready");
    }

    Shell shell() {
        return Shell.in(data).set("ALDIS_PASSWORD", "secret").set("ALDIS_STORE", store);
    }

    String server(String transport) {
        String address = ready.replaceFirst(".* " + transport + ":(\\S+) .*", "$1");
        return address + ";transport=" + transport;
    }

    /** Bob listens. */
    Job listen(String transport, String... more) {
        var arguments = new ArrayList<>(List.of("listen", "sip:bob@example.com", "--server", server(transport)));
        arguments.addAll(List.of(more));
        Job job = shell().start(arguments.toArray(String[]::new));
        job.await("registered sip:bob@example.com");
        return job;
    }

    /** Alice sends. */
    Shell.Ended send(Shell shell, String to, String... what) {
        var arguments = new ArrayList<>(
                List.of("send", "--from", "sip:alice@example.com", "--to", to, "--server", server("udp")));
        arguments.addAll(List.of(what));
        return shell.run(arguments.toArray(String[]::new));
    }

    Shell.Ended toBob(String... what) {
        return send(shell(), "sip:bob@example.com", what);
    }

    @Override
    public void close() {
        serve.close();
    }
}
