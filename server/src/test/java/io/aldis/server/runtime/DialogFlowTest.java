package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Dialogs with devices that are reached over their own connection only (RFC 5626 §5.3, RFC 5627 §6.1). */
class DialogFlowTest extends ServerWithMailbox {
    private static final String INSTANCE = ";+sip.instance=\"<urn:uuid:a>\"";
    /** Nobody listens there. */
    private static final String CONTACT = "sip:bob@192.0.2.5:5066;transport=tcp";

    private int sent;

    private void registers(Phone phone, int flow) {
        String contact = '<' + CONTACT + '>' + INSTANCE + ";reg-id=" + flow;
        phone.send(Say.register(contact)
                        .replace("z9hG4bKM1", "z9hG4bKr" + ++sent)
                        .replace("Content-L", "Supported: outbound\nContent-L"))
                .hear("SIP/2.0 200");
    }

    private Call call(Phone callee, String contact, String... lines) {
        alice.send(Say.request("INVITE", "sip:bob@example.com")
                .replace("M1", "M" + ++sent)
                .replace("Content-L", "Contact: <sip:alice@{me}>\nContent-L"));
        alice.hear("SIP/2.0 100");
        Heard invite = callee.hear("INVITE");
        String route = String.join(", ", invite.all("Record-Route"));
        String edge = lines.length == 0 ? "" : lines[0];
        callee.answer(invite, "200 OK", "Contact: <" + contact + ">", "Record-Route: " + edge + route);
        var call = new Call(invite, alice.hear("SIP/2.0 200"));
        alice.send(call.fromCaller("ACK", 1));
        callee.hear("ACK ");
        return call;
    }

    private static void passes(Phone from, String request, Phone to) {
        from.send(request);
        Heard heard = to.hear(request.substring(0, request.indexOf(' ')));
        assertThat(heard.has("Route")).isFalse();
        to.answer(heard, "200 OK");
        from.hear("SIP/2.0 200");
    }

    private static String replaced(String request, String from, String to) {
        assertThat(request).contains(from);
        return request.replace(from, to);
    }

    private static String mark(Call call) {
        return Heard.parameter(call.invite().header("Record-Route"), "over");
    }

    @Test
    @Tag("5626-5.3.1-02")
    @Tag("5626-5.3-01")
    void requestInADialogReachesTheFlowOfTheDevice() {
        try (Phone bob = Phone.tcp(aldis.server);
                Phone other = Phone.tcp(aldis.server)) {
            registers(bob, 1);
            Call call = call(bob, CONTACT + ";x=other");
            registers(other, 2); // the later flow has the contact now
            passes(alice, call.fromCaller("MESSAGE", 2), bob);
            passes(bob, call.fromCallee("MESSAGE", 3), alice); // from the flow itself: it goes out
            other.hearsNothing();
        }
    }

    @Test
    @Tag("5626-5.3.1-01")
    void requestInADialogGets430WhenTheFlowIsGone() {
        Phone bob = Phone.tcp(aldis.server);
        registers(bob, 1);
        Call call = call(bob, CONTACT);
        bob.close();
        alice.send(call.fromCaller("MESSAGE", 2)).hear("SIP/2.0 430 Flow Failed");
        try (Phone again = Phone.tcp(aldis.server)) {
            registers(again, 1);
            passes(alice, call.fromCaller("MESSAGE", 3), again);
        }
    }

    @Test
    @Tag("5626-5.2-01")
    @Tag("5626-5.3.1-01")
    void alteredFlowTokenGets403() {
        try (Phone bob = Phone.tcp(aldis.server);
                Phone other = Phone.tcp(aldis.server)) {
            registers(bob, 1);
            Call call = call(bob, CONTACT);
            String token = mark(call);
            String last = token.endsWith("0") ? "1" : "0";
            String cut = token.substring(0, token.length() - 1);
            int name = token.lastIndexOf('.');
            String of = token.substring(0, name - 1) + "z" + token.substring(name);
            for (String altered : new String[] {cut + last, cut, of, "x", "x.y.z"})
                alice.send(replaced(call.fromCaller("MESSAGE", ++sent + 2), token, altered))
                        .hear("SIP/2.0 403 Forbidden: the flow token");
            Call second = call(bob, CONTACT);
            alice.send(replaced(second.fromCaller("MESSAGE", 2), mark(second), token)) // of another dialog
                    .hear("SIP/2.0 403 Forbidden: the flow token");
            bob.hearsNothing();
            other.hearsNothing();
        }
    }

    /** Who asks for it by ob in its Contact, registered or not, is reached over its connection, too. */
    @Test
    @Tag("5626-5.3-01")
    void callerWithTheObParameterIsReachedOverItsConnection() {
        try (Phone caller = Phone.tcp(aldis.server);
                Phone bob = device("b")) {
            caller.send(Say.request("INVITE", "sip:bob@example.com")
                    .replace("Content-L", "Contact: <sip:alice@192.0.2.7;transport=tcp;ob>\nContent-L"));
            caller.hear("SIP/2.0 100");
            Heard invite = bob.hear("INVITE");
            bob.answer(
                    invite,
                    "200 OK",
                    "Contact: <sip:bob@" + bob.address() + ">",
                    "Record-Route: " + invite.header("Record-Route"));
            var call = new Call(invite, caller.hear("SIP/2.0 200"));
            caller.send(call.fromCaller("ACK", 1));
            bob.hear("ACK");
            passes(bob, call.fromCallee("MESSAGE", 2), caller);
            passes(caller, call.fromCaller("MESSAGE", 2), bob);
        }
    }

    /** The proxy before the phone stands in the Path of the binding and in the route of the dialog: it is passed once. */
    @Test
    @Tag("5627-6.1-03")
    void pathOfTheBindingIsNotAddedInADialogWithAGruu() {
        try (Phone edge = Phone.udp(aldis.server)) {
            String path = "<sip:edge@" + edge.address() + ";lr>";
            edge.send(Say.register("<sip:bob@192.0.2.5>" + INSTANCE)
                            .replace("Content-L", "Path: " + path + "\nSupported: path\nContent-L"))
                    .hear("SIP/2.0 200");
            String gruu = "sip:bob@example.com;gr=urn:uuid:a";
            alice.send(Say.request("INVITE", gruu)
                    .replace("M1", "M7")
                    .replace("Content-L", "Contact: <sip:alice@{me}>\nContent-L"));
            alice.hear("SIP/2.0 100");
            Heard invite = edge.hear("INVITE sip:bob@192.0.2.5 ");
            assertThat(invite.all("Route")).containsExactly(path);
            String own = "<sip:" + edge.address() + ";lr>";
            edge.answer(
                    invite,
                    "200 OK",
                    "Contact: <" + gruu + ">",
                    "Record-Route: " + own + ", " + invite.header("Record-Route"));
            var call = new Call(invite, alice.hear("SIP/2.0 200"));
            alice.send(call.fromCaller("ACK", 1));
            edge.hear("ACK sip:bob@192.0.2.5 ");
            alice.send(call.fromCaller("MESSAGE", 2));
            Heard inside = edge.hear("MESSAGE sip:bob@192.0.2.5 ");
            assertThat(inside.all("Route")).containsExactly(own);
            edge.answer(inside, "200 OK");
            alice.hear("SIP/2.0 200");
            alice.send(replaced(call.fromCaller("MESSAGE", 3), "gr=urn:uuid:a", "gr=bogus"))
                    .hear("SIP/2.0 404");
            edge.hearsNothing();
        }
    }
}
