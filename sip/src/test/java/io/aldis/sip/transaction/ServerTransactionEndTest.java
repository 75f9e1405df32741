package io.aldis.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The end of a server transaction is reported once; retransmissions and refusals for lack of capacity are reported, too. */
class ServerTransactionEndTest {
    private final Scene scene = new Scene();
    private final List<Integer> ends = new ArrayList<>();

    private static String message(String branch) {
        return Given.MESSAGE.replace("z9hG4bK776sgdkse", branch);
    }

    private ServerTransaction<Wire> arrives(String request, Wire wire) {
        ServerTransaction<Wire> transaction = scene.arrives(request, wire);
        transaction.whenEnded(ends::add);
        return transaction;
    }

    @Test
    void firstFinalResponseIsReportedAsTheEnd() {
        for (Wire wire : List.of(scene.udp, scene.tcp)) {
            ends.clear();
            ServerTransaction<Wire> message = arrives(message("z9hG4bK" + wire.hashCode()), wire);
            assertThat(ends).isEmpty();
            Scene.answer(message, 404);
            Scene.answer(message, 200);
            message.abandon();
            scene.passes(Duration.ofMinutes(2));
            assertThat(ends).containsExactly(404);
        }
    }

    @Test
    void provisionalResponseToAnInviteIsNotTheEnd() {
        ServerTransaction<Wire> invite = arrives(Given.INVITE, scene.udp);
        Scene.answer(invite, 180);
        assertThat(ends).isEmpty();
        Scene.answer(invite, 200);
        Scene.answer(invite, 200);
        scene.passes(Duration.ofMinutes(2));
        assertThat(ends).containsExactly(200);
    }

    @Test
    void challengeIsReportedAsTheEnd() {
        ServerTransaction<Wire> message = arrives(message("z9hG4bKa"), scene.udp);
        message.answerAndForget(Scene.response(message.request(), 407));
        scene.passes(Duration.ofMinutes(2));
        assertThat(ends).containsExactly(407);
    }

    @Test
    void unansweredRequestEndsWithCodeZero() {
        arrives(message("z9hG4bKa"), scene.udp);
        scene.passes(Duration.ofMinutes(2));
        assertThat(ends).containsExactly(0);
    }

    @Test
    void retransmissionsAreReportedBeforeAndAfterTheResponse() {
        String message = message("z9hG4bKa");
        ServerTransaction<Wire> first = arrives(message, scene.udp);
        scene.arrives(message, scene.udp);
        Scene.answer(first, 200);
        scene.arrives(message, scene.udp);
        assertThat(scene.repeated).containsExactly("MESSAGE again", "MESSAGE again");
        assertThat(scene.requests).hasSize(1);
    }

    @Test
    void requestBeyondTheCapacityIsReported() {
        var full = new Scene(Timers.DEFAULT, new Transactions.Capacity(1, 1 << 20, 1 << 20));
        full.arrives(message("z9hG4bKa"), full.udp);
        full.arrives(message("z9hG4bKb"), full.udp);
        assertThat(full.repeated).containsExactly("MESSAGE overflowed");
        assertThat(full.requests).hasSize(1);
    }
}
