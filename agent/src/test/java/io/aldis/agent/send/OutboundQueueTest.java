package io.aldis.agent.send;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.agent.Failure;
import io.aldis.sip.Uri;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutboundQueueTest {
    private static final Uri BOB = Uri.parse("sip:bob@example.com");

    private final OutboundQueue turns = new OutboundQueue();
    private final List<String> begun = new ArrayList<>();
    private final List<Runnable> open = new ArrayList<>();
    private final List<Failure> refused = new ArrayList<>();

    private void take(Uri target, String name) {
        turns.take(target, new OutboundQueue.Turn() {
            @Override
            public void begin(Runnable over) {
                begun.add(name);
                open.add(over);
            }

            @Override
            public void refused(Failure why) {
                refused.add(why);
            }
        });
    }

    private void end() {
        open.removeFirst().run();
    }

    @Test
    @Tag("3428-8-07")
    void messagesToOneAddressAreSentOneAfterTheOther() {
        for (String name : List.of("1", "2", "3")) take(BOB, name);
        assertThat(begun).containsExactly("1");
        end();
        assertThat(begun).containsExactly("1", "2");
        end();
        end();
        assertThat(begun).containsExactly("1", "2", "3");
        take(BOB, "4");
        assertThat(begun).endsWith("4");
    }

    @Test
    @Tag("3428-8-08")
    void messagesToDifferentAddressesAreNotDelayed() {
        take(BOB, "bob");
        take(Uri.parse("sip:carol@example.com"), "carol");
        take(Uri.parse("sip:bob@example.com:5070"), "bob elsewhere");
        assertThat(begun).containsExactly("bob", "carol", "bob elsewhere");
    }

    /** RFC 3261 §19.1.4, its own examples among them. */
    @ParameterizedTest
    @CsvSource({
        "sip:%61lice@atlanta.com;transport=TCP, sip:alice@AtLanTa.CoM;Transport=tcp",
        "sip:carol@chicago.com, sip:carol@chicago.com;newparam=5",
        "sip:carol@chicago.com;security=on, sip:carol@chicago.com;newparam=5",
        "sip:bob@example.com, sip:bob@EXAMPLE.com?subject=x",
        "im:bob@example.com, IM:bob@Example.com?x=y"
    })
    @Tag("3428-8-07")
    void equivalentUrisShareAQueue(String one, String other) {
        assertThat(OutboundQueue.lane(Uri.parse(one))).isEqualTo(OutboundQueue.lane(Uri.parse(other)));
    }

    @ParameterizedTest
    @CsvSource({
        "sip:ALICE@AtLanTa.CoM, sip:alice@AtLanTa.CoM",
        "sip:bob@biloxi.com, sip:bob@biloxi.com:5060",
        "sip:bob@biloxi.com, sip:bob@biloxi.org",
        "tel:+4930123, tel:+4930124"
    })
    void differentUrisHaveDifferentQueues(String one, String other) {
        assertThat(OutboundQueue.lane(Uri.parse(one))).isNotEqualTo(OutboundQueue.lane(Uri.parse(other)));
    }

    @Test
    void fullQueueRefusesTheMessage() {
        for (int i = 0; i <= OutboundQueue.FOR_ONE; i++) take(BOB, "x");
        assertThat(refused).isEmpty();
        take(BOB, "one too many");
        assertThat(refused).containsExactly(new Failure.LaneFull("sip:bob@example.com", OutboundQueue.FOR_ONE));
        assertThat(refused.getFirst().sentence())
                .isEqualTo("Not sent to sip:bob@example.com: 1000 messages wait already");
        end();
        take(BOB, "one has gone");
        assertThat(refused).hasSize(1);
    }

    @Test
    void totalOfQueuedMessagesIsLimited() {
        for (int lane = 0; lane < OutboundQueue.FOR_ALL / 100; lane++)
            for (int i = 0; i <= 100; i++) take(Uri.parse("sip:user" + lane + "@example.com"), "x");
        assertThat(refused).isEmpty();
        take(Uri.parse("sip:user1@example.com"), "one too many");
        assertThat(refused).containsExactly(new Failure.LaneFull("sip:user1@example.com", OutboundQueue.FOR_ALL));
        take(BOB, "who need not wait");
        assertThat(begun).endsWith("who need not wait");
    }

    @Test
    void queuedMessagesFailAtClose() {
        take(BOB, "1");
        take(BOB, "2");
        turns.close();
        take(BOB, "3");
        assertThat(refused).containsExactly(new Failure.Closed(), new Failure.Closed());
        end();
        assertThat(begun).containsExactly("1");
    }
}
