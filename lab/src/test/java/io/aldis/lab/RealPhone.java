package io.aldis.lab;

import io.aldis.store.sql.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A phone program with a configuration of its own: registers when it starts, prints each text that it receives. */
final class RealPhone implements AutoCloseable {
    /** Environment without settings of the user who runs the tests. @param home that user's home */
    private static List<String> environment(Path home) {
        return List.of("env", "-u", "DBUS_SESSION_BUS_ADDRESS", "-u", "DISPLAY", "HOME=" + home, "LC_ALL=C.UTF-8");
    }

    /** The programs, by their behaviour after a restart: a new port, and a new instance id or none. */
    enum Program {
        /** Without its module uuid.so: no {@code +sip.instance}; another port and another user part at each start. */
        BARESIP,
        /** No {@code +sip.instance}; a port that is configured. */
        TWINKLE,
        /** No {@code +sip.instance}; the first free port from 5060 on; the same Call-ID and CSeq at each start. */
        LIBPURPLE,
        /** A new {@code +sip.instance} with each new configuration. */
        LINPHONE
    }

    /**
     * A user and the server that the phone registers with.
     *
     * @param transport {@code udp} or {@code tcp}
     * @param port of the server on 127.0.0.1
     */
    record Login(String user, String password, String transport, int port) {
        boolean udp() {
            return transport.equals("udp");
        }
    }

    private final Running process;
    private final String quit;

    /** @param quit the command that unregisters and ends it; empty where SIGTERM does */
    private RealPhone(Running process, String quit) {
        this.process = process;
        this.quit = quit;
    }

    /** Starts one that knows nothing of any start before. @param folder for its files; new */
    static RealPhone start(Program program, Path folder, Login login) {
        try {
            Files.createDirectories(folder);
            return switch (program) {
                case BARESIP -> baresip(folder, login);
                case TWINKLE -> twinkle(folder, login);
                case LIBPURPLE -> purple(folder, login);
                case LINPHONE -> linphone(folder, login);
            };
        } catch (IOException e) {
            throw new AssertionError("cannot write the configuration of " + program, e);
        }
    }

    private static RealPhone baresip(Path folder, Login login) {
        var phone = Baresip.start(folder, login.user(), login.password(), login.transport(), login.port(), "nobody");
        return new RealPhone(phone.process(), "");
    }

    private static RealPhone twinkle(Path folder, Login login) throws IOException {
        Path program = Peers.need("twinkle-console");
        Path own = Files.createDirectories(folder.resolve(".twinkle"));
        Files.writeString(own.resolve("phone.cfg"), """
                user_name=%1$s
                user_domain=example.com
                auth_name=%1$s
                auth_pass=%2$s
                outbound_proxy=127.0.0.1:%3$d
                all_requests_to_proxy=yes
                registration_time=600
                register_at_startup=yes
                sip_transport=%4$s
                """.formatted(
                        login.user(), login.password(), login.port(), login.transport()));
        Files.writeString(own.resolve("twinkle.sys"), """
                sip_port=%d
                rtp_port=%d
                dev_ringtone=null:
                dev_speaker=null:
                dev_mic=null:
                """.formatted(FreePort.any(), FreePort.any()));
        return start("Twinkle", folder, List.of(program.toString(), "phone.cfg"), "quit");
    }

    private static RealPhone linphone(Path folder, Login login) throws IOException {
        Path program = Peers.need("linphonec");
        Files.createDirectories(folder.resolve(".local/share/linphone"));
        Files.createDirectories(folder.resolve(".config/linphone"));
        Path configuration = Files.writeString(folder.resolve("linphonerc"), """
                [sip]
                sip_port=%5$d
                sip_tcp_port=%6$d
                sip_tls_port=0
                default_proxy=0
                use_ipv6=0

                [auth_info_0]
                username=%1$s
                userid=%1$s
                passwd=%2$s
                realm=example.com
                domain=example.com

                [proxy_0]
                reg_proxy=<sip:127.0.0.1:%3$d;transport=%4$s>
                reg_route=<sip:127.0.0.1:%3$d;transport=%4$s;lr>
                reg_identity=sip:%1$s@example.com
                reg_expires=600
                reg_sendregister=1
                publish=0

                [sound]
                playback_dev_id=none
                ringer_dev_id=none
                capture_dev_id=none
                """.formatted(
                        login.user(),
                        login.password(),
                        login.port(),
                        login.transport(),
                        login.udp() ? FreePort.any() : 0,
                        login.udp() ? 0 : FreePort.any()));
        return start("linphonec", folder, List.of(program.toString(), "-c", configuration.toString()), "quit");
    }

    private static RealPhone purple(Path folder, Login login) throws IOException {
        String account = login.user() + "@example.com";
        String port = Integer.toString(login.port());
        List<String> command = List.of(
                purple().toString(),
                folder.resolve("purple").toString(),
                account,
                login.password(),
                port,
                login.transport());
        return start("libpurple", folder, command, "quit");
    }

    /** The program of lab/phones, compiled; or the end of this test, where the library is not there. */
    private static synchronized Path purple() throws IOException {
        Path program = Path.of("target", "purple").toAbsolutePath();
        Path source = Path.of("phones", "purple.c");
        if (Files.exists(program)
                && Files.getLastModifiedTime(program).compareTo(Files.getLastModifiedTime(source)) > 0) return program;
        List<String> command = List.of(
                Peers.need("gcc").toString(),
                "-o",
                program.toString(),
                source.toAbsolutePath().toString(),
                "-l:libpurple.so.0",
                "-l:libglib-2.0.so.0");
        Running gcc = Running.start("gcc", Path.of("").toAbsolutePath(), command);
        if (gcc.exit() == 0) return program;
        if (gcc.said().contains("libpurple.so.0"))
            return Peers.lacking("libpurple.so.0 is not on this machine (Debian package libpurple0)");
        throw new AssertionError(gcc.said());
    }

    private static RealPhone start(String name, Path folder, List<String> command, String quit) {
        var all = new ArrayList<>(environment(folder));
        all.addAll(command);
        return new RealPhone(Running.start(name, folder, all), quit);
    }

    /** Waits until it prints a line with that text. */
    void shows(String text) {
        process.await(text);
    }

    /** All that it has printed. */
    String said() {
        return process.said();
    }

    /** It unregisters and ends. */
    void leaves() {
        if (quit.isEmpty()) process.terminate();
        else process.tell(quit);
        process.exit();
    }

    /** kill -9. */
    void crashes() {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }
}
