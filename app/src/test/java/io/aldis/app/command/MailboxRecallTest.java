package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** After {@code aldis mailbox delete} has returned, the message is not sent again, even if its delivery had begun. */
@Timeout(120)
class MailboxRecallTest {
    /** Longer than between any two of the retransmissions of RFC 3261 §17.1.2.2. */
    private static final int NOTHING_FOR = 5_000;

    private static final int SOON = 30_000;

    @TempDir
    private Path data;

    private ServerWithAccounts aldis;
    private DigestPhone phone;

    @BeforeEach
    void start() {
        aldis = new ServerWithAccounts(data, Map.of("ALDIS_PATIENCE", "1s"));
        phone = new DigestPhone(Integer.parseInt(aldis.server("udp").replaceFirst(".*:(\\d+);.*", "$1")));
    }

    @AfterEach
    void stop() {
        phone.close();
        aldis.close();
    }

    private void register() {
        assertThat(phone.register("bob", "secret")).isEqualTo(200);
    }

    private String firstId() {
        String listed = aldis.shell()
                .run("mailbox", "list", "sip:bob@example.com", "--json")
                .out();
        return listed.lines().findFirst().orElseThrow().replaceFirst(".*\"id\":(\\d+).*", "$1");
    }

    private void delete(String id) {
        var deleted = aldis.shell().run("mailbox", "delete", id);
        assertThat(deleted.code()).as(deleted.err()).isZero();
        assertThat(deleted.err()).endsWith("; the running server has it\n");
    }

    private void assertNothingMore() {
        phone.forgetArrived();
        assertThat(phone.message(NOTHING_FOR)).isEmpty();
    }

    @Test
    void deletedMessageInDeliveryFromTheMailboxIsNotSentAgain() {
        assertThat(aldis.toBob("hello").code()).isEqualTo(3);
        register();
        assertThat(phone.message(SOON)).get().asString().contains("hello");
        delete(firstId());
        assertNothingMore();
        register();
        assertNothingMore();
    }

    @Test
    void deletedMessageInItsFirstDeliveryIsNotSentAgain() {
        register();
        assertThat(aldis.toBob("hello").code()).isEqualTo(3);
        delete(firstId());
        assertNothingMore();
        register();
        assertNothingMore();
    }

    @Test
    void messageOfARemovedAccountIsNotSentAgain() {
        register();
        assertThat(aldis.toBob("hello").code()).isEqualTo(3);
        assertThat(aldis.shell().run("user", "remove", "sip:bob@example.com").code())
                .isZero();
        assertNothingMore();
    }

    @Test
    void messageBehindADeletedOneIsDelivered() {
        assertThat(aldis.toBob("first").code()).isEqualTo(3);
        assertThat(aldis.toBob("second").code()).isEqualTo(3);
        register();
        assertThat(phone.message(SOON)).get().asString().contains("first");
        delete(firstId());
        phone.forgetArrived();
        Optional<String> next = phone.message(60_000);
        assertThat(next).get().asString().contains("second");
    }
}
