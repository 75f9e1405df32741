package io.aldis.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aldis.lab.ScriptedPhone.Identity;
import io.aldis.server.MailboxEntry;
import io.aldis.sip.Aor;
import io.aldis.store.sql.SqlStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * What one mailbox rule is tried with: an account of its own, a sender of another domain, phones, and a server that ends once and starts
 * again on the same ports. For the thread of that rule.
 */
final class MailboxScenario implements AutoCloseable {
    /** A second, and what a busy machine needs. What waits for an old flow waits for 64*T1 = 6.4 s. */
    static final Duration AT_ONCE = Duration.ofSeconds(5);

    private static final Duration LONG = Duration.ofSeconds(40);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    /** Where the server is reached in both of its lives. */
    record Ports(int sip, int webSocket) {}

    private final String user;
    private final Ports ports;
    private final SqlStore store;
    private final Runnable restart;
    private final Asking sender = new Asking();
    private final List<ScriptedPhone> phones = new ArrayList<>();
    private int sent;
    private int leastToWait;
    private int mostToWait;

    /** @param restart returns when the server has ended and is there again */
    MailboxScenario(String user, Ports ports, SqlStore store, Runnable restart) {
        this.user = user;
        this.ports = ports;
        this.store = store;
        this.restart = restart;
    }

    String user() {
        return user;
    }

    Ports ports() {
        return ports;
    }

    /** The server ends, the way that this run is about, and starts again. */
    void restart() {
        restart.run();
    }

    // ---- phones

    Identity nameless() {
        return Identity.nameless(user);
    }

    /** @param device of this account, in its {@code +sip.instance} */
    Identity named(String device) {
        return Identity.named(user, "urn:uuid:" + user + "-" + device);
    }

    ScriptedPhone udp(Identity identity) {
        return phone(identity, udp("127.0.0.1"));
    }

    ScriptedPhone tcp(Identity identity) {
        return phone(identity, tcp());
    }

    ScriptedPhone webSocket(Identity identity) {
        return phone(identity, webSocket());
    }

    ScriptedPhone phone(Identity identity, ScriptedPhone.Opening opening) {
        return track(new ScriptedPhone(identity, opening));
    }

    /** As {@link ScriptedPhone#moved}. */
    ScriptedPhone moved(ScriptedPhone phone, ScriptedPhone.Opening opening) {
        return track(phone.moved(opening));
    }

    private ScriptedPhone track(ScriptedPhone phone) {
        phones.add(phone);
        return phone;
    }

    ScriptedPhone.Opening udp(String local) {
        return listener -> PhoneWire.udp(local, ports.sip(), listener);
    }

    ScriptedPhone.Opening tcp() {
        return listener -> PhoneWire.tcp(ports.sip(), listener);
    }

    ScriptedPhone.Opening webSocket() {
        return listener -> PhoneWire.webSocket(ports.webSocket(), listener);
    }

    // ---- messages of the sender

    /** @return the request; its response comes by {@link #response} */
    String send(String body) {
        return send(body, text -> text);
    }

    /** @param change of the request before it is sent; lines end with CRLF */
    String send(String body, UnaryOperator<String> change) {
        String request = change.apply(SipText.message(user, user + "-" + sent++, sender.port(), body));
        say(request);
        return request;
    }

    void say(String request) {
        sender.say(ports.sip(), request);
    }

    static UnaryOperator<String> with(String line) {
        return text -> text.replace("Max-Forwards: 70\r\n", "Max-Forwards: 70\r\n" + line + "\r\n");
    }

    static UnaryOperator<String> from(String other) {
        return text -> text.replace("<sip:sender@example.net>", "<sip:" + other + "@example.net>");
    }

    /** The next final response to any of the messages. */
    String response() {
        return sender.answer(ANSWER).orElseThrow(() -> new AssertionError(user + ": no response within " + ANSWER));
    }

    String hears(int code) {
        String response = response();
        assertThat(SipText.code(response)).as(response).isEqualTo(code);
        return response;
    }

    void accepted(String... bodies) {
        for (String body : bodies) accepted(body, text -> text);
    }

    void accepted(String body, UnaryOperator<String> change) {
        send(body, change);
        hears(202);
    }

    /** These phones take it. The sender hears 200, or 202 where the machine was slow. */
    void relayed(String body, ScriptedPhone... takers) {
        send(body);
        for (ScriptedPhone each : takers) each.takes(body);
        assertThat(SipText.code(response())).isIn(200, 202);
    }

    // ---- the store

    List<MailboxEntry> kept() {
        return store.mailboxAdmin()
                .messages(new Aor(user, "example.com"), 0, 1000)
                .toCompletableFuture()
                .join();
    }

    void until(String what, BooleanSupplier condition) {
        await(user + ": " + what).atMost(LONG).until(condition::getAsBoolean);
    }

    void untilNothingIsKept() {
        until("nothing is kept", () -> kept().isEmpty());
    }

    /** At the end so many messages wait for known devices that do not come back. */
    void expectToWait(int messages) {
        leastToWait = messages;
        mostToWait = messages;
    }

    /** At the end up to so many messages may wait for old contacts that might be other phones. */
    void allowToWait(int messages) {
        mostToWait = messages;
    }

    /** Nothing else waits. */
    void check() {
        until("waiting: " + leastToWait + " to " + mostToWait, () -> {
            int waiting = kept().size();
            return waiting >= leastToWait && waiting <= mostToWait;
        });
    }

    @Override
    public void close() {
        sender.close();
        phones.forEach(ScriptedPhone::close);
    }
}
