package io.aldis.agent;

import io.aldis.net.TestAuthority;
import io.aldis.net.TestAuthority.Holder;
import io.aldis.net.TestTls;
import io.aldis.testkit.ScriptedPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLServerSocket;

/** A TLS listener that passes what it decrypts to a scripted peer over TCP, and back. */
final class TlsFront implements AutoCloseable {
    private final SSLServerSocket listener;
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final ScriptedPeer behind;

    /** @param names in the certificate, {@code dns:example.com} or {@code uri:sip:example.com} */
    TlsFront(ScriptedPeer behind, TestAuthority issuer, Path folder, String... names) throws IOException {
        this.behind = behind;
        this.listener = TestTls.listen(issuer.issue(folder, "front", Holder.of("x", names)));
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) connect(listener.accept());
        } catch (IOException _) {
            // closed
        }
    }

    private void connect(Socket secure) throws IOException {
        var plain = new Socket(InetAddress.ofLiteral("127.0.0.1"), behind.port());
        open.add(secure);
        open.add(plain);
        Thread.ofVirtual().start(() -> copy(secure, plain));
        Thread.ofVirtual().start(() -> copy(plain, secure));
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException _) {
            // one side has closed, or refuses the certificate
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket each : open) each.close();
    }
}
