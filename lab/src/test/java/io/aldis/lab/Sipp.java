package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.store.sql.FreePort;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** SIPp with the scenarios beside this package. */
final class Sipp {
    private final Path folder;
    private final String transport;
    private final int server;

    /** @param transport udp or tcp, @param server the port of the server */
    Sipp(Path folder, String transport, int server) {
        this.folder = folder;
        this.transport = transport;
        this.server = server;
    }

    /** Starts one call of a scenario. @param port of its own: SIPp takes 5060 when it is not told, which others may want at the same time */
    Running start(String scenario, int port, Map<String, String> keys) {
        var command = new ArrayList<>(List.of(
                Peers.need("sipp").toString(),
                "127.0.0.1:" + server,
                "-sf",
                keys.containsKey("status") ? answering(scenario, port, keys.get("status")) : file(scenario),
                "-m",
                "1",
                "-nostdin",
                "-i",
                "127.0.0.1",
                "-t",
                transport.equals("udp") ? "u1" : "t1",
                "-timeout",
                "60s",
                "-timeout_error",
                "-trace_err",
                "-error_file",
                folder.resolve(scenario + "-" + port + "-errors.log").toString(),
                "-trace_logs",
                "-log_file",
                folder.resolve(scenario + "-" + port + ".log").toString()));
        command.addAll(List.of("-p", Integer.toString(port)));
        if (keys.containsKey("password")) command.addAll(List.of("-au", keys.get("user"), "-ap", keys.get("password")));
        keys.forEach((key, value) -> command.addAll(List.of("-key", key, value)));
        return Running.start("sipp " + scenario, folder, command);
    }

    /** Plays one scenario to its end, which must be a success. */
    void play(String scenario, Map<String, String> keys) {
        ended(start(scenario, FreePort.any(), keys));
    }

    void ended(Running sipp) {
        assertThat(sipp.exit())
                .as(() -> "sipp failed:\n" + sipp.said() + "\n" + errors())
                .isZero();
    }

    /** Registers a user whose phone will listen on that port. */
    void register(String user, String password, int phone) {
        String parameters = transport.equals("udp") ? "" : ";transport=tcp";
        play(
                "register",
                Map.of(
                        "user", user,
                        "password", password,
                        "contact_port", Integer.toString(phone),
                        "contact_parameters", parameters));
    }

    private String errors() {
        try (var files = java.nio.file.Files.list(folder)) {
            var text = new StringBuilder();
            for (Path file : files.filter(each -> each.toString().endsWith("-errors.log"))
                    .toList()) text.append(java.nio.file.Files.readString(file));
            return text.toString();
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }

    /** SIPp reads status codes when it starts, before it knows its keys. */
    private String answering(String scenario, int port, String status) {
        try {
            String text = Files.readString(Path.of(file(scenario))).replace("[status]", status);
            return Files.writeString(folder.resolve(scenario + "-" + port + ".xml"), text)
                    .toString();
        } catch (IOException e) {
            throw new AssertionError(scenario, e);
        }
    }

    private static String file(String scenario) {
        try {
            var url = Sipp.class.getResource("/sipp/" + scenario + ".xml");
            assertThat(url).isNotNull();
            return Path.of(url.toURI()).toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(scenario, e);
        }
    }
}
