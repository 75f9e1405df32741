package io.aldis.lab.visits;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.lab.visits.Visits.Visit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The packages that a relayed MESSAGE visits between the two sockets. A visit is a call into another package with the message as an argument: its
 * bytes, or any object that has it. Calls one after the other into the same package are one visit. Packages of values (sip, net, server) do not count.
 */
class VisitsTest {
    private static final int MOST = 18;
    private static final Set<String> VALUES = Set.of("sip", "net", "server");

    private static List<Visit> calls = List.of();

    @BeforeAll
    static void relay() throws ReflectiveOperationException {
        Class<?> one = new Instrumented().loadClass("io.aldis.lab.visits.OneMessage");
        ((Runnable) one.getDeclaredConstructor().newInstance()).run();
        calls = Visits.all();
    }

    @Test
    void relayedMessageMakesFewVisits() {
        assertThat(visits()).isNotEmpty().hasSizeLessThanOrEqualTo(MOST);
    }

    @Test
    void eachStageIsVisitedOnceAndInOrder() {
        assertThat(visits().stream().map(Visit::to).filter(to -> to.startsWith("server.")))
                .containsExactly(
                        "server.runtime",
                        "server.validation",
                        "server.authentication",
                        "server.policy",
                        "server.location",
                        "server.mailbox",
                        "server.forking");
    }

    @Test
    void locationIsAskedOnceForTheRouteAndOnceForEachAccount() {
        assertThat(calls.stream()
                        .filter(call -> call.to().equals("server.location"))
                        .map(Visit::method))
                .containsExactlyInAnyOrder(
                        "LocationService.find", // of the sender, for authentication
                        "LocationService.find", // of the recipient, for policy and all that follows
                        "LocationService.route");
    }

    @Test
    void stackPassesTheMessageToTheServerOnce() {
        assertThat(calls.stream()
                        .filter(call -> call.carries()
                                && call.to().startsWith("server.")
                                && (call.from().startsWith("net") || call.from().startsWith("sip")))
                        .map(Visit::method))
                .containsExactly("RequestPipeline.request");
    }

    private static List<Visit> visits() {
        var visits = new ArrayList<Visit>();
        for (Visit call : calls)
            if (call.carries()
                    && !VALUES.contains(call.to())
                    && (visits.isEmpty() || !visits.getLast().to().equals(call.to()))) visits.add(call);
        return visits;
    }
}
