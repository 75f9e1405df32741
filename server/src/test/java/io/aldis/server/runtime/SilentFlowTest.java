package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.ServerSettings;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A device with two flows, of which the later is silent for its share of the patience: it may have the message and be slow, or have lost
 * its answer. What comes over the other flow is a merged request to it (RFC 3261 §8.2.2.2), so 482 there is no answer to the message.
 */
class SilentFlowTest {
    private final TestServer aldis =
            TestServer.open(TestServer.TRUSTING.with(ServerSettings::patience).of(Duration.ofSeconds(6)));
    private final Phone alice = Phone.udp(aldis.server);
    private final Phone first = Phone.tcp(aldis.server);
    private final Phone second = Phone.tcp(aldis.server);

    @BeforeEach
    void register() {
        aldis.register(first, "bob", flow(1));
        aldis.register(second, "bob", flow(2));
        alice.send(Say.message("sip:bob@example.com"));
    }

    private static String flow(int id) {
        return "<sip:bob@{me};transport=tcp>;+sip.instance=\"<urn:uuid:a>\";reg-id=" + id;
    }

    @AfterEach
    void close() {
        alice.close();
        first.close();
        second.close();
        aldis.close();
    }

    private Heard answered() {
        Heard heard = alice.hear();
        return heard.code() == 100 ? alice.hear() : heard;
    }

    private void hears(int code) {
        assertThat(answered().code()).isEqualTo(code);
    }

    @Test
    @Tag("5626-7-02")
    void nextFlowIsTriedAndItsAnswerIsForwarded() {
        second.hear("MESSAGE ");
        first.answer(first.hear("MESSAGE "), "200 OK");
        hears(200);
    }

    @Test
    void response482OverTheNextFlowIsNotForwarded() {
        Heard slow = second.hear("MESSAGE ");
        first.answer(first.hear("MESSAGE "), "482 Merged");
        second.answer(slow, "200 OK");
        hears(200);
    }

    @Test
    void finalRefusalOfTheSilentFlowIsForwarded() {
        Heard slow = second.hear("MESSAGE ");
        Heard merged = first.hear("MESSAGE ");
        second.answer(slow, "415 Not this");
        hears(415);
        first.answer(merged, "200 OK");
        alice.hearsNothing();
    }

    @Test
    void deviceThatNeverAnswersGives480() {
        second.hear("MESSAGE ");
        first.answer(first.hear("MESSAGE "), "482 Merged");
        hears(480);
    }

    @Test
    void response482WithoutSilenceIsForwarded() {
        second.answer(second.hear("MESSAGE "), "482 Merged");
        hears(482);
        first.hearsNothing();
    }
}
