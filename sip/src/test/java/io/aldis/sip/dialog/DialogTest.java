package io.aldis.sip.dialog;

import static io.aldis.sip.dialog.Given.LOOSE;
import static io.aldis.sip.dialog.Given.answer;
import static io.aldis.sip.dialog.Given.formed;
import static io.aldis.sip.dialog.Given.fromAlice;
import static io.aldis.sip.dialog.Given.invite;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.Method;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Via;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialogTest {
    private static final Via VIA = Via.parse("SIP/2.0/UDP 192.0.2.4;branch=z9hG4bKx");
    private static final String ALICE_CONTACT = "Contact: <sip:alice@pc33.atlanta.com;transport=tcp>\n";

    private static Dialog bobs(String recordRoute) {
        String routes = recordRoute.isEmpty() ? "" : "Record-Route: " + recordRoute + "\n";
        return formed(Dialog.called(invite(routes + ALICE_CONTACT), "b"));
    }

    private static Dialog alices(String recordRoute) {
        String routes = recordRoute.isEmpty() ? "" : "Record-Route: " + recordRoute + "\n";
        return formed(
                Dialog.calling(invite(ALICE_CONTACT), answer(200, "b", routes + "Contact: <sip:bob@192.0.2.4>\n")));
    }

    private static String text(SipRequest request) {
        return request.text().replace("\r\n", "\n");
    }

    // ---- made

    @Test
    @Tag("3261-12.1.1-01")
    void calleeKeepsTheOrderOfRecordRoute() {
        assertThat(bobs(LOOSE).routeSet().toString())
                .isEqualTo("[<sip:p2.biloxi.com;lr;mark=2>, <sip:p1.atlanta.com;lr>]");
    }

    @Test
    @Tag("3261-12.1.1-01")
    void callerReversesTheOrderOfRecordRoute() {
        assertThat(alices(LOOSE).routeSet().toString())
                .isEqualTo("[<sip:p1.atlanta.com;lr>, <sip:p2.biloxi.com;lr;mark=2>]");
    }

    @Test
    void localAndRemoteTagAreSwappedBetweenTheTwoSides() {
        assertThat(bobs("").id()).isEqualTo(new DialogId("call-1", "b", "a"));
        assertThat(alices("").id()).isEqualTo(new DialogId("call-1", "a", "b"));
    }

    @Test
    void inviteWithoutContactFormsNoDialog() {
        assertThat(Dialog.called(invite(""), "b"))
                .isEqualTo(new Formation.Unusable("Contact: expected one address but was none"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Contact: *\n", "Contact: <sip:a@[>\n", "Contact: <sip:a@b.c>\nRecord-Route: <nonsense>\n"})
    void unreadableContactOrRecordRouteFormsNoDialog(String headers) {
        assertThat(Dialog.called(invite(headers), "b")).isInstanceOf(Formation.Unusable.class);
        assertThat(Dialog.calling(invite(ALICE_CONTACT), answer(200, "b", headers)))
                .isInstanceOf(Formation.Unusable.class);
    }

    @Test
    void responseWithoutContactLeavesTheRequestUriAsTarget() {
        var dialog = formed(Dialog.calling(invite(ALICE_CONTACT), answer(200, "b", "")));
        assertThat(dialog.remoteTarget().text()).isEqualTo("sip:bob@192.0.2.4");
    }

    @Test
    void confirmingResponseReplacesTargetAndRouteSetOfAnEarlyDialog() {
        var early = formed(Dialog.calling(invite(ALICE_CONTACT), answer(183, "b", "Contact: <sip:bob@early>\n")))
                .stepped();
        var confirmed = early.confirmedBy(alices(LOOSE));
        assertThat(confirmed.remoteTarget().text()).isEqualTo("sip:bob@192.0.2.4");
        assertThat(confirmed.routeSet()).hasSize(2);
        assertThat(confirmed.localSequence()).as("counted on, not again").isEqualTo(6);
    }

    // ---- ours

    @Test
    @Tag("3428-4-06")
    @Tag("3261-12.2.1.1-01")
    @Tag("3261-12.2.1.1-02")
    void requestHasTheTargetAsRequestUriAndLooseRoutersAsRoute() {
        Dialog dialog = alices(LOOSE).stepped();
        var message =
                dialog.request(Method.MESSAGE, VIA, dialog.localSequence()).build();
        assertThat(text(message)).isEqualTo("""
                MESSAGE sip:bob@192.0.2.4 SIP/2.0
                Via: SIP/2.0/UDP 192.0.2.4;branch=z9hG4bKx
                Max-Forwards: 70
                Route: <sip:p1.atlanta.com;lr>
                Route: <sip:p2.biloxi.com;lr;mark=2>
                From: <sip:alice@atlanta.com>;tag=a
                To: <sip:bob@biloxi.com>;tag=b
                Call-ID: call-1
                CSeq: 6 MESSAGE
                Content-Length: 0

                """);
        assertThat(dialog.nextHop().text()).isEqualTo("sip:p1.atlanta.com;lr");
    }

    @Test
    @Tag("3261-12.2.1.1-02")
    void strictRouterIsTheRequestUriAndTheTargetTheLastRoute() {
        Dialog dialog = bobs("<sip:strict@p2.biloxi.com;method=INVITE>, <sip:p1.atlanta.com;lr>");
        assertThat(text(dialog.request(Method.BYE, VIA, 1).build())).isEqualTo("""
                BYE sip:strict@p2.biloxi.com SIP/2.0
                Via: SIP/2.0/UDP 192.0.2.4;branch=z9hG4bKx
                Max-Forwards: 70
                Route: <sip:p1.atlanta.com;lr>
                Route: <sip:alice@pc33.atlanta.com;transport=tcp>
                From: <sip:bob@biloxi.com>;tag=b
                To: <sip:alice@atlanta.com>;tag=a
                Call-ID: call-1
                CSeq: 1 BYE
                Content-Length: 0

                """);
        assertThat(dialog.nextHop().text()).startsWith("sip:strict@p2.biloxi.com");
    }

    @Test
    @Tag("3261-12.2.1.1-02")
    void dialogWithoutRecordRouteHasNoRoute() {
        Dialog dialog = bobs("");
        assertThat(text(dialog.request(Method.BYE, VIA, 1).build()))
                .startsWith("BYE sip:alice@pc33.atlanta.com;transport=tcp SIP/2.0\n")
                .doesNotContain("Route:");
        assertThat(dialog.nextHop()).isEqualTo(dialog.remoteTarget());
    }

    @Test
    @Tag("3261-12.1.1-02")
    void missingTagIsNotWritten() {
        var dialog = formed(Dialog.calling(invite(ALICE_CONTACT), answer(200, "", "Contact: <sip:bob@192.0.2.4>\n")));
        assertThat(text(dialog.request(Method.BYE, VIA, 6).build())).contains("\nTo: <sip:bob@biloxi.com>\n");
    }

    @ParameterizedTest
    @Tag("3428-8-11")
    @CsvSource({
        "sip:a@192.0.2.4;transport=tcp, sip:p;lr;transport=tcp, true",
        "sip:a@192.0.2.4;transport=tls, sips:p;lr, true",
        "sip:a@192.0.2.4, sip:p;lr;transport=tcp, false",
        "sip:a@192.0.2.4;transport=tcp, sip:p;lr, false",
        "sip:a@192.0.2.4;transport=tcp, sip:p;lr;transport=udp, false",
        "sip:a@192.0.2.4;transport=new, sip:p;lr;transport=tcp, false",
        "sips:a@192.0.2.4;transport=udp, sip:p;lr;transport=tcp, false",
    })
    void dialogIsCongestionSafeWhenEveryHopUsesAReliableTransport(String target, String router, boolean safe) {
        var invite = invite("Record-Route: <" + router + ">\nContact: <" + target + ">\n");
        assertThat(formed(Dialog.called(invite, "b")).congestionSafe()).isEqualTo(safe);
    }

    // ---- theirs

    @Test
    @Tag("3261-12.2.2-02")
    void higherCseqIsInOrderEvenWithAGap() {
        assertThat(bobs("").check(fromAlice("MESSAGE", 20, "")))
                .isInstanceOfSatisfying(
                        RequestCheck.InOrder.class,
                        entry -> assertThat(entry.dialog().check(fromAlice("MESSAGE", 21, "")))
                                .isInstanceOf(RequestCheck.InOrder.class));
    }

    @ParameterizedTest
    @Tag("3261-12.2.2-02")
    @ValueSource(longs = {4, 5})
    void cseqThatIsNotHigherIsOutOfOrder(long number) {
        assertThat(bobs("").check(fromAlice("MESSAGE", number, "")))
                .isInstanceOfSatisfying(
                        RequestCheck.OutOfOrder.class,
                        entry ->
                                assertThat(entry.sentence()).isEqualTo("CSeq: expected more than 5 but was " + number));
    }

    @Test
    void firstRequestOfThePeerMayHaveAnyCseq() {
        assertThat(alices("").remoteSequence()).isEmpty();
        assertThat(alices("").check(fromAlice("BYE", 0, ""))).isInstanceOf(RequestCheck.InOrder.class);
    }

    @ParameterizedTest
    @Tag("3261-12.2.2-03")
    @CsvSource({"INVITE, sip:new@192.0.2.9", "UPDATE, sip:new@192.0.2.9", "MESSAGE,", "INFO,", "OPTIONS,"})
    void onlyInviteAndUpdateRefreshTheTarget(String method, String refreshed) {
        Dialog dialog = bobs(LOOSE);
        Dialog after = dialog.refreshedBy(fromAlice(method, 6, "Contact: <sip:new@192.0.2.9>\n"));
        assertThat(after.remoteTarget().text())
                .isEqualTo(refreshed == null ? "sip:alice@pc33.atlanta.com;transport=tcp" : refreshed);
        assertThat(after.routeSet()).isEqualTo(dialog.routeSet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Contact: *\n"})
    void targetRefreshWithoutContactAddressKeepsTheTarget(String contact) {
        assertThat(bobs("").refreshedBy(fromAlice("INVITE", 6, contact))).isEqualTo(bobs(""));
    }

    @Test
    @Tag("3261-12.1.1-02")
    void dialogIdIsCallIdAndBothTags() {
        var message = fromAlice("MESSAGE", 6, "");
        assertThat(DialogId.of(message)).isEqualTo(bobs("").id());
        assertThat(DialogId.isInside(message)).isTrue();
        assertThat(DialogId.isInside(invite(""))).isFalse();
    }
}
