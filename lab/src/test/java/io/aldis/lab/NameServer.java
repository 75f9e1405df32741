package io.aldis.lab;

import io.aldis.store.sql.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** NSD, a name server that nobody here wrote, with zones of the test's own, on loopback. */
final class NameServer implements AutoCloseable {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    /** What every zone begins with: what is not there may be remembered for a second. */
    private static final String HEAD = """
            $TTL 60
            @  60 IN SOA ns hostmaster 1 3600 600 86400 1
            @  IN NS ns
            ns IN A 127.0.0.1
            """;

    private final Path folder;
    private final int port;
    private final Running nsd;

    private NameServer(Path folder, int port, Running nsd) {
        this.folder = folder;
        this.port = port;
        this.nsd = nsd;
    }

    /** @param zones their records in master file form, without SOA and NS, by name */
    static NameServer start(Path folder, Map<String, String> zones) {
        return start(folder, FreePort.any(), zones);
    }

    /** On that port. */
    static NameServer start(Path folder, int port, Map<String, String> zones) {
        Path program = Peers.need("nsd");
        zones.forEach((name, records) -> write(folder.resolve(name), HEAD + records));
        Path config = write(folder.resolve("nsd.conf"), config(folder, port, List.copyOf(zones.keySet())));
        Running nsd = Running.start("nsd", folder, List.of(program.toString(), "-d", "-c", config.toString()));
        nsd.await("nsd started");
        return new NameServer(folder, port, nsd);
    }

    private static String config(Path folder, int port, List<String> zones) {
        var text = new StringBuilder("""
                server:
                  ip-address: 127.0.0.1@%d
                  server-count: 1
                  username: ""
                  chroot: ""
                  database: ""
                  zonesdir: "%2$s"
                  pidfile: "%2$s/nsd.pid"
                  zonelistfile: "%2$s/zone.list"
                  xfrdfile: "%2$s/xfrd.state"
                  xfrdir: "%2$s"
                remote-control:
                  control-enable: no
                """.formatted(port, folder));
        for (String zone : zones) text.append("zone:\n  name: %1$s\n  zonefile: %1$s\n".formatted(zone));
        return text.toString();
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(LOOPBACK, port);
    }

    /** Other records from soon on. */
    void change(String zone, String records) {
        write(folder.resolve(zone), HEAD.replace(" 1 3600", " 2 3600") + records);
        Running hangUp = Running.start("kill", folder, List.of("kill", "-HUP", Long.toString(nsd.pid())));
        hangUp.exit();
    }

    @Override
    public void close() {
        nsd.close();
    }
}
