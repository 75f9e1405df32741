package io.aldis.server.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.net.Flow;
import io.aldis.server.Admitted;
import io.aldis.server.Arrival;
import io.aldis.server.Destination;
import io.aldis.server.Identified;
import io.aldis.server.MessagePolicy.Decision;
import io.aldis.server.MessagePolicy.Limited;
import io.aldis.server.Requests;
import io.aldis.server.Sender;
import io.aldis.server.ServerEvents;
import io.aldis.server.Step;
import io.aldis.sip.Aor;
import io.aldis.sip.transaction.TimerWheel;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Policies that never return, even when interrupted, occupy a limited number of threads. */
@Timeout(60)
class MessagePoliciesBoundTest {
    private static final Aor BOB = Aor.parse("sip:bob@example.com");
    private static final Duration DEADLINE = Duration.ofSeconds(1);

    private final CountDownLatch release = new CountDownLatch(1);
    private final LinkedBlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
    private final TimerWheel wheel = new TimerWheel(0);
    private final MessagePolicies policies = new MessagePolicies(
            List.of(new Limited("stuck", _ -> stuck(), DEADLINE, Decision.drop())), wheel, loop::add, 2);
    private final List<Integer> codes = new ArrayList<>();

    private Decision stuck() {
        while (true) {
            try {
                release.await();
                return Decision.refuse(403, "late");
            } catch (InterruptedException e) {
                continue; // ignored
            }
        }
    }

    private void decide() {
        Flow flow = (Flow) Proxy.newProxyInstance(
                Flow.class.getClassLoader(), new Class<?>[] {Flow.class}, (_, method, _) -> switch (method.getName()) {
                    case "remote" -> new InetSocketAddress("192.0.2.9", 5060);
                    default -> throw new AssertionError(method);
                });
        var request = Requests.request("MESSAGE", "sip:bob@example.com", "");
        var arrival = new Arrival(request, Optional.empty(), flow, ServerEvents.NONE, Instant.EPOCH);
        var to = new Destination.User(BOB);
        var admitted = new Admitted(arrival, to, request.uri(), List.of(), false, false, false);
        policies.decide(
                new Identified(admitted, new Sender.User(BOB), Identified.NO_LINE), step -> codes.add(code(step)));
    }

    private static int code(Step<Identified> step) {
        return step instanceof Step.Stop<Identified>(var answer)
                ? answer.status().code()
                : 0;
    }

    @Test
    void messagesBeyondTheLimitAreRefusedWhileLateCallsContinue() throws InterruptedException {
        decide();
        decide();
        assertThat(codes).isEmpty();
        decide();
        assertThat(codes).as("two messages wait").containsExactly(503);
        wheel.advance(DEADLINE.plusSeconds(1).toNanos());
        assertThat(codes).as("the default holds for both").containsExactly(503, 202, 202);
        decide();
        assertThat(codes).as("two late calls go on").containsExactly(503, 202, 202, 503);
        release.countDown();
        for (int i = 0; i < 2; i++) loop.take().run();
        assertThat(codes).as("what comes too late changes nothing").hasSize(4);
        decide();
        Runnable answered = loop.poll(30, TimeUnit.SECONDS);
        assertThat(answered).isNotNull();
        answered.run();
        assertThat(codes).containsExactly(503, 202, 202, 503, 403);
    }
}
