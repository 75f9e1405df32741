package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.DialogKey;
import io.aldis.server.ServerSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Requests in dialogs that were set up through the server (RFC 3261 §12, §16.4, §16.6, RFC 5658). */
class DialogTest extends TwoPhones {
    private static final String INVITE = Say.request("INVITE", "sip:bob@example.com")
            .replace("Content-Length", "Contact: <sip:alice@{me};transport={transport}>\nContent-Length");

    @Override
    TestServer opened() {
        return TestServer.quick(TestServer.TRUSTING);
    }

    private Call call() {
        return call(alice, bob, "<sip:bob@" + bob.address() + ">");
    }

    private static Call call(Phone alice, Phone bob, String contact) {
        alice.send(INVITE);
        alice.hear("SIP/2.0 100");
        Heard invite = bob.hear("INVITE");
        bob.answer(invite, "200 OK", "Contact: " + contact, "Record-Route: " + invite.header("Record-Route"));
        var call = new Call(invite, alice.hear("SIP/2.0 200"));
        alice.send(call.fromCaller("ACK", 1));
        Heard ack = bob.hear("ACK " + Call.target(call.taken()));
        assertThat(ack.has("Route")).isFalse();
        assertThat(ack.header("Max-Forwards")).isEqualTo("69");
        return call;
    }

    /** It arrives at the other end with the remote target as Request-URI, and its answer comes back. */
    private static Heard passes(Phone from, String request, Phone to) {
        from.send(request);
        Heard heard = to.hear(request.substring(0, request.indexOf('\n')));
        assertThat(heard.has("Route")).isFalse();
        to.answer(heard, "200 OK");
        from.hear("SIP/2.0 200");
        return heard;
    }

    /** No device of a user of ours, but whoever stands next on the way (RFC 3261 §16.7 step 6). */
    @Test
    @Tag("3261-16.7-11")
    void response503InADialogBecomes500() {
        Call call = call();
        alice.send(call.fromCaller("MESSAGE", 2));
        bob.answer(bob.hear("MESSAGE"), "503 Overloaded", "Retry-After: 5");
        assertThat(alice.hear("SIP/2.0 500").has("Retry-After")).isFalse();
    }

    @Test
    void response3xxInADialogIsForwarded() {
        Call call = call();
        alice.send(call.fromCaller("MESSAGE", 2));
        bob.answer(bob.hear("MESSAGE"), "302 Moved", "Contact: <sip:bob@example.com>");
        alice.hear("SIP/2.0 302");
        bob.hearsNothing();
    }

    @Test
    @Tag("3261-16.6-05")
    @Tag("3261-16.4-03")
    void requestsInACallPassInBothDirections() {
        Call call = call();
        passes(alice, call.fromCaller("MESSAGE", 2), bob);
        passes(bob, call.fromCallee("MESSAGE", 7), alice);
        passes(alice, call.fromCaller("INFO", 3), bob);
        passes(bob, call.fromCallee("BYE", 8), alice);
    }

    @Test
    @Tag("3261-16.6-06")
    void reInvitePassesInBothDirections() {
        Call call = call();
        alice.send(call.fromCaller("INVITE", 2).replace("Content-L", "Contact: <sip:alice@{me}>\nContent-L"));
        alice.hear("SIP/2.0 100");
        Heard again = bob.hear("INVITE sip:bob@" + bob.address());
        assertThat(again.header("Record-Route")).isEqualTo(call.invite().header("Record-Route"));
        bob.answer(again, "200 OK", "Contact: <sip:bob@" + bob.address() + ">");
        alice.hear("SIP/2.0 200");
        alice.send(call.fromCaller("ACK", 2));
        bob.hear("ACK");
        passes(alice, call.fromCaller("BYE", 3), bob);
    }

    /** SIPp's contact has no user, and its host is ours on one machine. */
    @Test
    void contactWithoutUserOnTheServerHostIsNotTheServer() {
        Call call = call(alice, bob, "<sip:" + bob.address() + ";transport=UDP>");
        passes(alice, call.fromCaller("BYE", 2), bob);
    }

    @Test
    @Tag("3261-16.6-09")
    void recordRouteHasTheTransportOfEachSide() {
        try (Phone connected = Phone.tcp(aldis.server)) {
            connected.send(INVITE);
            connected.hear("SIP/2.0 100");
            Heard invite = bob.hear("INVITE");
            String[] routes = invite.header("Record-Route").split(", ");
            assertThat(routes).hasSize(2);
            assertThat(routes[0]).contains(bob.wire("{server}")).doesNotContain("transport");
            assertThat(routes[1]).contains(connected.wire("{server}")).contains(";transport=tcp");
            bob.answer(
                    invite,
                    "200 OK",
                    "Contact: <sip:bob@" + bob.address() + ">",
                    "Record-Route: " + invite.header("Record-Route"));
            var call = new Call(invite, connected.hear("SIP/2.0 200"));
            connected.send(call.fromCaller("ACK", 1));
            bob.hear("ACK");
            passes(connected, call.fromCaller("MESSAGE", 2), bob);
            passes(bob, call.fromCallee("BYE", 3), connected);
        }
    }

    /** The peer's phone is reached over the connection of its registration, whatever its contact says. */
    @Test
    void requestInADialogReachesARegisteredPhoneOverItsConnection() {
        try (Phone connected = Phone.tcp(aldis.server)) {
            aldis.register(connected, "carol", "<sip:carol@127.0.0.1:9>");
            alice.send(INVITE.replace("sip:bob@example.com", "sip:carol@example.com"));
            alice.hear("SIP/2.0 100");
            Heard invite = connected.hear("INVITE");
            connected.answer(
                    invite,
                    "200 OK",
                    "Contact: <sip:carol@127.0.0.1:9>",
                    "Record-Route: " + invite.header("Record-Route"));
            var call = new Call(invite, alice.hear("SIP/2.0 200"));
            alice.send(call.fromCaller("ACK", 1));
            connected.hear("ACK");
            passes(alice, call.fromCaller("BYE", 2), connected);
        }
    }

    /** Somebody else registers the contact of a phone that he has seen: nothing is his. */
    @Test
    void dialogIsNotTakenOverByRegisteringItsContact() {
        try (Phone eve = Phone.tcp(aldis.server)) {
            Call call = call();
            aldis.register(eve, "eve", "<sip:bob@" + bob.address() + ">");
            passes(alice, call.fromCaller("BYE", 2), bob);
            eve.hearsNothing();
        }
    }

    @Test
    @Tag("3261-16.4-01")
    void strictRoutedRequestIsRestored() {
        Call call = call();
        String bye = call.fromCaller("BYE", 2);
        String route = call.taken().header("Record-Route");
        String ours = route.substring(1, route.indexOf('>'));
        String target = Call.target(call.taken());
        alice.send(bye.replace("BYE " + target, "BYE " + ours).replace("Route: " + route, "Route: <" + target + ">"));
        Heard heard = bob.hear("BYE " + target + " SIP/2.0");
        assertThat(heard.has("Route")).isFalse();
        bob.answer(heard, "200 OK");
        alice.hear("SIP/2.0 200");
    }

    @Test
    @Tag("3261-16.6-12")
    void requestInADialogFollowsTheRouteOfAnotherProxy() {
        Call call = call();
        try (Phone proxy = Phone.udp(aldis.server)) {
            String more = "<sip:" + proxy.address() + ";lr>";
            alice.send(call.fromCaller("BYE", 2).replace("Max-F", "Route: " + more + "\nMax-F"));
            Heard heard = proxy.hear("BYE sip:bob@" + bob.address());
            assertThat(heard.all("Route")).containsExactly(more);
            proxy.answer(heard, "200 OK");
            alice.hear("SIP/2.0 200");
        }
    }

    @Test
    @Tag("3261-16.6-11")
    void strictRouterBehindUsGetsAStrictRoute() {
        Call call = call();
        try (Phone strict = Phone.udp(aldis.server)) {
            String next = "sip:" + strict.address();
            alice.send(
                    call.fromCaller("BYE", 2).replace("Max-F", "Route: <" + next + ">, <sip:last.example;lr>\nMax-F"));
            Heard heard = strict.hear("BYE " + next + " SIP/2.0");
            assertThat(heard.all("Route"))
                    .containsExactly("<sip:last.example;lr>", "<" + Call.target(call.taken()) + ">");
            strict.answer(heard, "200 OK");
            alice.hear("SIP/2.0 200");
        }
    }

    @Test
    void dialogMarkAuthorizesNoRequestOutsideOfItsDialog() {
        Call call = call();
        String elsewhere = call.fromCaller("MESSAGE", 2)
                .replace("MESSAGE sip:bob@" + bob.address(), "MESSAGE sip:x@elsewhere.example");
        alice.send(elsewhere.replaceFirst(";tag=tag\\d+", ""));
        alice.hear("SIP/2.0 403");
        alice.send(elsewhere.replace("M1@example.net", "other@example.net"));
        alice.hear("SIP/2.0 403");
        passes(alice, call.fromCaller("BYE", 3), bob);
    }

    @Test
    void dialogContinuesAfterARestartWithTheSameKey() {
        DialogKey key = DialogKey.random();
        Call call;
        try (TestServer first = TestServer.quick(
                TestServer.TRUSTING.with(ServerSettings::dialogKey).of(key))) {
            alice.calls(first.server);
            bob.calls(first.server);
            first.register(bob, "bob", "<sip:bob@{me}>");
            call = call();
            try (TestServer second = TestServer.quick(
                    TestServer.TRUSTING.with(ServerSettings::dialogKey).of(DialogKey.of(key.hex())))) {
                alice.calls(second.server);
                bob.calls(second.server);
                passes(alice, moved(call.fromCaller("BYE", 2)), bob);
            }
            try (TestServer other = TestServer.quick(TestServer.SETTINGS)) {
                alice.calls(other.server);
                alice.send(moved(call.fromCaller("BYE", 3)));
                alice.hear("SIP/2.0 480"); // bob has no phone there, and his contact on our own host means bob
            }
        }
        alice.calls(aldis.server);
    }

    /** The second server stands on another port than the first, as it would not in life. */
    private static String moved(String request) {
        return request.replaceAll("Route: <sip:[^;]+;", "Route: <sip:{server};");
    }

    @Test
    void requestInADialogIsNotChallenged() {
        try (TestServer strict = TestServer.quick(TestServer.SETTINGS)) {
            alice.calls(strict.server);
            bob.calls(strict.server);
            String register = Say.register("<sip:bob@{me}>").replace("reg@", "strict@");
            bob.send(register);
            Heard challenge = bob.hear("SIP/2.0 401");
            bob.send(register.replace("Max-F", Proof.BOB.line(challenge, "REGISTER", "sip:example.com") + "Max-F"));
            bob.hear("SIP/2.0 200");
            Call call = call();
            passes(bob, call.fromCallee("BYE", 2), alice);
        }
        alice.calls(aldis.server);
    }

    @Test
    void subscribeIsRecordRouted() {
        alice.send(Say.request("SUBSCRIBE", "sip:bob@example.com").replace("Content-L", "Event: presence\nContent-L"));
        Heard subscribe = bob.hear("SUBSCRIBE sip:bob@" + bob.address());
        assertThat(subscribe.header("Record-Route")).contains(";lr>");
        bob.answer(subscribe, "489 Bad Event");
        alice.hear("SIP/2.0 489");
    }
}
