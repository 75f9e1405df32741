package io.aldis.server.runtime;

import io.aldis.net.TestAuthority;
import io.aldis.net.TestAuthority.Holder;
import io.aldis.net.TlsSettings;
import io.aldis.server.Domains;
import io.aldis.server.Foreign;
import io.aldis.server.ServerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server with a listener for TLS that trusts everybody; alice's and bob's phones are connected over TLS, bob's is registered. */
abstract class SecurePhones {
    private static final Foreign ALL = new Foreign(Domains.ALL, Domains.ALL, Map.of(), 4, false);

    @TempDir
    Path folder;

    final TestAuthority authority = new TestAuthority("authority");
    final Names names = new Names();
    TestServer aldis;
    Phone alice;
    Phone bob;

    @BeforeEach
    void open() {
        var own = authority.issue(folder, "own", Holder.of("x", "dns:example.com"));
        var tls = new TlsSettings(Optional.of(own), Optional.of(authority.file(folder)));
        aldis = TestServer.secure(
                names,
                TestServer.TRUSTING
                        .with(ServerSettings::foreign)
                        .of(ALL)
                        .with(ServerSettings::patience)
                        .of(Duration.ofSeconds(3)),
                tls);
        alice = phone();
        bob = phone();
        aldis.register(bob, "bob", "<sip:bob@{me};transport=tls>");
    }

    @AfterEach
    void close() {
        alice.close();
        bob.close();
        aldis.close();
    }

    Phone phone() {
        return Wires.tls(aldis.server, folder.resolve("CN=authority.pem"));
    }

    /** Registers a contact by sips. */
    static void registerBySips(Phone phone, String user) {
        phone.send(Say.register("<sips:" + user + "@{me}>")
                .replace("REGISTER sip:", "REGISTER sips:")
                .replace("To: <sip:bob", "To: <sip:" + user)
                .replace("M1", "M" + user));
        phone.hear("SIP/2.0 200");
    }
}
