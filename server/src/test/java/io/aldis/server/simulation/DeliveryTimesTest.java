package io.aldis.server.simulation;

import static io.aldis.server.simulation.Directed.SILENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.ServerSettings;
import io.aldis.server.simulation.Directed.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Delivery times of messages with a simulated clock and the default settings and timers. */
class DeliveryTimesTest {
    private static final ToIntFunction<String> TAKES = body -> 200;
    private static final ToIntFunction<String> IS_SILENT = body -> SILENT;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static Directed directed(Phone.Kind kind) {
        return new Directed(ServerSettings.of(List.of("example.com")), kind);
    }

    private static List<Delivery> at(Directed phones, int port) {
        return phones.deliveries().stream().filter(each -> each.port() == port).toList();
    }

    private static List<String> bodies(List<Delivery> deliveries) {
        return deliveries.stream().map(Delivery::body).toList();
    }

    /** A1. */
    @ParameterizedTest
    @EnumSource(names = {"NAMED_UDP", "NAMELESS_UDP"})
    void acceptedMessageIsDeliveredWithinASecondOfTheNextRegister(Phone.Kind kind) {
        try (Directed phones = directed(kind)) {
            phones.register(1, TAKES);
            phones.unregister();
            for (String body : List.of("one", "two", "three")) phones.send(body);
            phones.pass(MINUTE);
            assertThat(phones.answers()).containsExactly(202, 202, 202);
            Duration registered = phones.register(2, TAKES);
            phones.pass(MINUTE);
            assertThat(bodies(phones.deliveries())).containsExactly("one", "two", "three");
            assertThat(phones.deliveries())
                    .allMatch(each -> each.at().minus(SECOND).compareTo(registered) < 0);
        }
    }

    /** A6: before the patience of the sender is over, and after it. */
    @ParameterizedTest
    @CsvSource({
        "NAMED_UDP, 3",
        "NAMED_UDP, 9",
        "NAMED_UDP, 20",
        "NAMELESS_UDP, 3",
        "NAMELESS_UDP, 9",
        "NAMELESS_UDP, 20"
    })
    void unansweredMessageIsDeliveredWithinASecondOfARegisterElsewhere(Phone.Kind kind, int seconds) {
        try (Directed phones = directed(kind)) {
            phones.register(1, IS_SILENT);
            phones.send("hello");
            phones.pass(Duration.ofSeconds(seconds));
            Duration registered = phones.register(2, TAKES);
            phones.pass(MINUTE);
            assertThat(at(phones, 2)).hasSize(1);
            assertThat(at(phones, 2).getFirst().at().minus(registered)).isLessThanOrEqualTo(SECOND);
            assertThat(phones.answers()).hasSize(1).allMatch(code -> code == 200 || code == 202);
        }
    }

    private static int bad(String body) {
        return body.equals("bad") ? SILENT : 200;
    }

    /** A9: 64*T1 are 32 s. */
    @Test
    @Tag("3261-8.2.2.2-01")
    void sameRequestByAnotherBranchGets482ForThirtyTwoSeconds() {
        try (Directed phones = directed(Phone.Kind.NAMED_UDP)) {
            phones.send("hello");
            phones.pass(Duration.ofMillis(31_900));
            phones.sendAgain("hello");
            phones.pass(Duration.ofMillis(200));
            phones.sendAgain("hello");
            assertThat(phones.answers()).containsExactly(202, 482, 202);
        }
    }

    /** A5: for the phone that answers nothing else before, too. */
    @Test
    void messagesBehindAnUnansweredOneAreDeliveredWithinThirtySeconds() {
        try (Directed phones = directed(Phone.Kind.NAMED_UDP)) {
            for (String body : List.of("bad", "good", "better")) phones.send(body);
            Duration registered = phones.register(1, DeliveryTimesTest::bad);
            phones.pass(MINUTE);
            List<Delivery> good = phones.deliveries().stream()
                    .filter(each -> !each.body().equals("bad"))
                    .toList();
            assertThat(bodies(good)).containsExactly("good", "better");
            assertThat(good.getLast().at().minus(registered)).isLessThanOrEqualTo(Duration.ofSeconds(30));
            assertThat(phones.deliveries().stream()
                            .takeWhile(each -> each.body().equals("bad")))
                    .hasSizeBetween(1, 3);
        }
    }

    /** A5: it registers again every ten seconds, and takes what others write to it meanwhile. */
    @Test
    void messagesBehindAnUnansweredOneAreDeliveredWhileThePhoneAnswersOthers() {
        try (Directed phones = directed(Phone.Kind.NAMED_UDP)) {
            for (String body : List.of("bad", "good")) phones.send(body);
            Duration registered = phones.register(1, DeliveryTimesTest::bad);
            for (int i = 0; i < 6; i++) {
                phones.pass(Duration.ofSeconds(10));
                phones.register(1, DeliveryTimesTest::bad);
            }
            Delivery good = phones.deliveries().stream()
                    .filter(each -> each.body().equals("good"))
                    .findFirst()
                    .orElseThrow();
            assertThat(good.at().minus(registered)).isLessThanOrEqualTo(Duration.ofSeconds(30));
        }
    }

    /** From one round of tries to the next. @param seconds what comes sooner belongs to the same round: the next REGISTER brings it again */
    private static List<Duration> pauses(Directed phones, String body, int seconds) {
        var pauses = new ArrayList<Duration>();
        Delivery before = phones.deliveries().getFirst();
        Delivery began = before;
        for (Delivery each : phones.deliveries()) {
            if (!each.body().equals(body)) continue;
            if (each.at().minus(before.at()).compareTo(Duration.ofSeconds(seconds)) > 0) {
                pauses.add(each.at().minus(began.at()));
                began = each;
            }
            before = each;
        }
        return pauses;
    }

    /** A5: last in line, with longer and longer pauses. */
    @ParameterizedTest
    @CsvSource({"500, 20", "0, 60"})
    void messagePutAsideIsTriedAgainWithGrowingPauses(int code, int round) {
        try (Directed phones = directed(Phone.Kind.NAMED_UDP)) {
            for (String body : List.of("bad", "good")) phones.send(body);
            phones.register(1, body -> body.equals("bad") ? code : 200);
            for (int i = 0; i < 120; i++) {
                phones.pass(MINUTE);
                phones.register(1, body -> body.equals("bad") ? code : 200);
            }
            List<Duration> pauses = pauses(phones, "bad", round);
            assertThat(pauses).as("%s", phones.deliveries()).hasSizeBetween(4, 12);
            assertThat(pauses.subList(1, pauses.size())).isSorted();
            assertThat(pauses.getLast()).isGreaterThan(Duration.ofMinutes(15));
        }
    }
}
