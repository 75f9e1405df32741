package io.aldis.server.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.simulation.Phone.Kind;
import io.aldis.server.simulation.Step.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Histories in which {@link MailboxModelTest} found a broken rule, shortened; all rules hold now. */
class BrokenHistoriesTest {
    @Test
    void copyThatFollowsItsDeviceReachesItsLastContact() {
        keepsPromises(12_069, List.of(Kind.NAMED_TCP, Kind.BROWSER), 0, """
                REGISTER 1 0, BEHAVE 1 0, SEND 1 50, MOVE 1 7849, ANSWER 1 0, MOVE 5 2426, SEND 3 1919, SEND 4 2838""");
    }

    @Test
    void deviceRegisteredSinceItsCopyWasLostGetsTheMessageAtOnce() {
        keepsPromises(8864, List.of(Kind.NAMELESS_UDP, Kind.BROWSER, Kind.NAMELESS_TCP), 0, """
                REGISTER 0 0, REGISTER 1 0, BEHAVE 8 7150, KILL 11 7, MOVE 8 8263, SEND 2 3232, LEAVE 3 5507, SEND 5 5549""");
    }

    @Test
    void contactContinuesTheDeviceOfTheContactThatItsRegisterRemoves() {
        keepsPromises(6068, List.of(Kind.NAMED_UDP, Kind.NAMELESS_BROWSER), 14, """
                REGISTER 0 0, REGISTER 1 0, BEHAVE 0 7000, MOVE 2 6941, MOVE 7 1012, REGISTER 1 0, BEHAVE 1 0, SEND 1 50, \
                WAIT 0 400, MOVE 1 2877, WAIT 0 50, ANSWER 1 0""");
    }

    @Test
    void refusedMessageAfterUnansweredTriesStillHoldsBackLaterOnes() {
        keepsPromises(46_417, List.of(Kind.NAMELESS_UDP), 13, """
                MOVE 0 8685, SEND 8 1421, CRASH 4 2351, WAIT 2 35000, SEND 6 3510""");
    }

    @Test
    void messageIsKeptForARegisteredDeviceThatIsNotYetStored() {
        keepsPromises(9039, List.of(Kind.NAMELESS_UDP, Kind.NAMED_TCP, Kind.NAMED_UDP), 12, """
                REGISTER 1 0, REGISTER 2 0, RESTART 2 8665, REGISTER 1 0, REGISTER 2 0, LEAVE 2 0, SEND 1 50, SEND 1 50, \
                SEND 1 50, SEND 1 50, SEND 1 50""");
    }

    @Test
    void messageIsKeptForADeviceRegisteredJustBeforeTheKill() {
        keepsPromises(75_173, List.of(Kind.NAMED_TCP, Kind.NAMELESS_BROWSER, Kind.BROWSER), 27, """
                REGISTER 0 0, REGISTER 1 0, REGISTER 2 0, LEAVE 2 0, SEND 1 50, SEND 1 50, SEND 1 50, SEND 1 50, SEND 1 50, \
                LEAVE 1 0, SEND 1 50, SEND 7 6528, LEAVE 10 6117, SEND 0 9106, KILL 10 2, REGISTER 5 268, SEND 11 5475, \
                WAIT 0 400, SEND 5 5179""");
    }

    @Test
    void newerMessageWaitsForAnOlderOneOfADeviceThatWasBusy() {
        keepsPromises(11_802, List.of(Kind.NAMED_TCP, Kind.NAMELESS_BROWSER, Kind.NAMELESS_BROWSER), 20, """
                REGISTER 0 0, REGISTER 1 0, REGISTER 2 0, SEND 2 2789, SEND 5 7079, REGISTER 2 0, LEAVE 2 0, SEND 2 15, \
                WAIT 5 200, SEND 3 4152, SEND 1 362""");
    }

    @Test
    void newerMessageWaitsForAnOlderOneOfADeviceThatCameMeanwhile() {
        keepsPromises(12_576, List.of(Kind.NAMED_UDP, Kind.NAMELESS_BROWSER, Kind.NAMELESS_BROWSER), 8, """
                REGISTER 0 0, REGISTER 2 0, REGISTER 0 0, BEHAVE 0 0, SEND 0 50, WAIT 0 50, ANSWER 0 0, SEND 10 4201""");
    }

    @Test
    void keptMessageHoldsBackNewerOnesOfItsSender() {
        keepsPromises(17_646, List.of(Kind.NAMELESS_BROWSER), 18, """
                BEHAVE 0 0, SEND 0 50, MOVE 0 4417, WAIT 0 50, SEND 7 2070, WAIT 1 21000, SEND 3 3041""");
    }

    @Test
    void absentDeviceGetsNoNewerMessageBeforeThoseThatWait() {
        keepsPromises(28_469, List.of(Kind.NAMELESS_UDP, Kind.NAMED_UDP), 0, """
                REGISTER 0 0, REGISTER 1 0, BEHAVE 5 7474, SEND 9 8086, WAIT 6 9000, SLEEP 4 991, SEND 11 2767, MOVE 7 6839, \
                LEAVE 9 6227, WAIT 6 400, WAIT 1 200""");
    }

    @Test
    void answerAfterThe202EndsTheCopyForANewerContact() {
        keepsPromises(45_993, List.of(Kind.NAMELESS_UDP), 0, """
                REGISTER 0 0, RESTART 10 7328, LEAVE 4 6435, MOVE 0 4465, BEHAVE 0 0, SEND 0 50, WAIT 0 9000, MOVE 0 3749, \
                ANSWER 0 0""");
    }

    @Test
    void answerAfterThatOfAnotherDeviceEndsTheCopyForANewerContact() {
        keepsPromises(41_975, List.of(Kind.NAMELESS_TCP, Kind.NAMELESS_TCP, Kind.NAMED_UDP), 7, """
                REGISTER 0 0, CRASH 4 2413, SLEEP 10 3909, SLEEP 11 340, MOVE 4 3841, REGISTER 0 0, BEHAVE 0 0, SEND 0 50, \
                WAIT 0 290, MOVE 0 3469, WAIT 0 50, ANSWER 0 0""");
    }

    @Test
    void newerContactOfAPhoneThatTookTheMessageGetsNoCopy() {
        keepsPromises(58_628, List.of(Kind.NAMELESS_TCP, Kind.NAMELESS_TCP), 2, """
                BEHAVE 8 7072, MOVE 8 2623, REGISTER 1 0, BEHAVE 1 0, SEND 1 50, MOVE 1 5321, WAIT 0 50, ANSWER 1 0, \
                LEAVE 5 3994, WAIT 2 35000""");
    }

    @Test
    void deliveryDoesNotFollowANamelessDeviceWhenAnotherHasTakenTheMessage() {
        keepsPromises(44_695, List.of(Kind.NAMELESS_UDP, Kind.NAMELESS_TCP), 14, """
                REGISTER 0 0, REGISTER 1 0, SEND 10 4170, RESTART 9 9645, WAIT 3 1000, MOVE 3 1897, MOVE 9 7710, LEAVE 0 0, \
                SEND 1 50, SEND 1 50, SEND 1 50, SEND 1 50, SEND 1 50, LEAVE 1 0""");
    }

    @Test
    void unkeptRequestDoesNotFollowANamelessDeviceWhenAnotherHasTakenIt() {
        keepsPromises(122_796, List.of(Kind.NAMED_UDP, Kind.NAMELESS_UDP, Kind.NAMELESS_TCP), 0, """
                REGISTER 1 0, RESTART 5 8465, SLEEP 5 9002, SEND 4 2412, REGISTER 2 1992, LEAVE 8 4930, RESTART 10 9211""");
    }

    @Test
    void takenMessageIsNotKeptForADeviceWhoseFirstRegisterIsBeingWritten() {
        keepsPromises(146_442, List.of(Kind.BROWSER, Kind.NAMELESS_BROWSER, Kind.BROWSER), 21, """
                REGISTER 0 0, REGISTER 1 0, WAIT 2 400, RESTART 11 6143, LEAVE 2 959, REGISTER 0 0, REGISTER 1 0, LEAVE 1 0, \
                SEND 0 50, SEND 0 50, SEND 0 50, SEND 0 50, SEND 0 50, LEAVE 0 0, SEND 0 50""");
    }

    @Test
    void takenMessageIsNotKeptForADeviceThatRegistersDuringAWrite() {
        keepsPromises(25_250, List.of(Kind.BROWSER, Kind.BROWSER, Kind.BROWSER), 18, """
                REGISTER 0 0, REGISTER 2 0, WAIT 2 130000, REGISTER 1 0, DISCONNECT 0 4728, SEND 6 6095, RESTART 11 8863""");
    }

    /** @param latency of the disk, in milliseconds @param steps as a failure of the {@link MailboxModelTest} shows them */
    private static void keepsPromises(long seed, List<Kind> phones, int latency, String steps) {
        var all = new ArrayList<Step>();
        for (String step : steps.split(", ")) {
            String[] parts = step.strip().split(" ");
            all.add(new Step(Action.valueOf(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2])));
        }
        var history = new History(seed, phones, Duration.ofMillis(latency), all);
        assertThat(history.run()).as(history::told).isEmpty();
    }
}
