package io.aldis.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceNoticeTest {
    @TempDir
    private Path folder;

    @BeforeAll
    static void epoll() {
        Epoll.ensureAvailability();
    }

    @Test
    void serviceManagerGetsTheNotice() throws Exception {
        Path path = folder.resolve("notify");
        Socket systemd = Socket.newSocketDomainDgram();
        try {
            systemd.bind(new DomainSocketAddress(path.toString()));
            ServiceNotice.in(Map.of("NOTIFY_SOCKET", path.toString())).say("READY=1");
            ByteBuffer heard = ByteBuffer.allocateDirect(100);
            var from = systemd.recvFromDomainSocket(heard, 0, 100);
            byte[] bytes = new byte[from.receivedAmount()];
            heard.get(0, bytes);
            assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo("READY=1");
        } finally {
            systemd.close();
        }
    }

    @Test
    void missingServiceManagerIsIgnored() {
        assertThatCode(() -> {
                    ServiceNotice.in(Map.of()).say("READY=1");
                    ServiceNotice.in(Map.of(
                                    "NOTIFY_SOCKET", folder.resolve("gone").toString()))
                            .say("READY=1");
                })
                .doesNotThrowAnyException();
    }
}
