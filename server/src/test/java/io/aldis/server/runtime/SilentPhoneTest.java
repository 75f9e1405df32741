package io.aldis.server.runtime;

import io.aldis.sip.transaction.Timers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One of Bob's two phones has lost its network, and its binding has not expired. */
class SilentPhoneTest {
    /** What waits is given up after 64*T1 = 6.4 s, which is long after the silence has become a long one. */
    private static final Timers TIMERS =
            new Timers(Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofMillis(20));

    private static final int MANY = 32;
    private static final long LONG = Duration.ofMillis(2100).toNanos();

    private TestServer aldis;
    private Phone alice;
    private Phone desk;
    private Phone silent;

    @BeforeEach
    void open() {
        aldis = TestServer.timed(TestServer.TRUSTING, TIMERS);
        alice = Phone.udp(aldis.server);
        desk = aldis.phone("bob");
        silent = Phone.udp(aldis.server);
        aldis.register(silent, "bob", "<sip:lost@{me}>");
    }

    @AfterEach
    void close() {
        alice.close();
        desk.close();
        silent.close();
        aldis.close();
    }

    private void delivered(int number) {
        alice.send(Say.message("sip:bob@example.com").replace("M1", "M" + number));
        desk.answer(desk.hear("MESSAGE"), "200 OK");
        alice.hear("SIP/2.0 200");
    }

    @Test
    void silentPhoneIsProbedInsteadOfSentEveryMessage() {
        long begin = System.nanoTime();
        for (int i = 1; i <= MANY; i++) {
            delivered(i);
            silent.hear("MESSAGE");
        }
        while (System.nanoTime() - begin < LONG) silent.hearAgain(); // the repetitions are the clock
        delivered(MANY + 1);
        delivered(MANY + 2);
        silent.hear("MESSAGE"); // the probe
        silent.send(Say.request("OPTIONS", "sip:127.0.0.1"));
        silent.hear("SIP/2.0 200"); // and nothing new before this
        aldis.settles();
    }
}
