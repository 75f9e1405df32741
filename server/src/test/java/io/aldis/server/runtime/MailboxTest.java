package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Device;
import io.aldis.server.MailStores;
import io.aldis.server.MailboxEntry;
import io.aldis.server.PendingDelivery;
import io.aldis.server.ServerEvents;
import io.aldis.server.ServerSettings;
import io.aldis.sip.Aor;
import io.aldis.sip.SipDate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A message for an absent user is stored, answered 202, and delivered when the user registers. */
class MailboxTest extends ServerWithMailbox {
    private static final Aor BOB = Aor.parse("sip:bob@example.com");

    private List<?> kept() {
        return mail.messages(BOB, 0, 100).toCompletableFuture().join();
    }

    private void nothingIsKept() {
        TestServer.until("nothing is kept", () -> kept().isEmpty());
    }

    private static void wait(CountDownLatch latch) {
        try {
            assertThat(latch.await(Phone.LONG, TimeUnit.MILLISECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Tag("3428-7-07")
    @Tag("3428-7-06")
    @Tag("3428-7-04")
    void absentUserGetsTheMessageAtTheNextRegister() {
        Heard answer = accepted("c1", "", "hello");
        assertThat(answer.header("To")).contains(";tag=");
        assertThat(answer.has("Contact")).isFalse();
        assertThat(answer.header("Content-Length")).isEqualTo("0");
        try (Phone bob = device("a")) {
            takes(bob, "hello");
            aldis.settles();
            aldis.register(bob, "bob", contact("a"));
            bob.hearsNothing();
        }
        nothingIsKept();
    }

    @Test
    @Tag("3428-7-21")
    void endToEndHeadersAndBodyAreDeliveredByteForByte() {
        byte[] body = new byte[300];
        for (int i = 0; i < body.length; i++) body[i] = (byte) i;
        String endToEnd = """
            f: "Älice" <sip:alice@example.com>;tag=a;x="1, 2"
            t: <sip:bob@example.com>
            i: weird/%41@x
            CSeq:   4711   MESSAGE
            X-Folded: one
              two
            Date: Sat, 13 Nov 2010 23:29:00 GMT
            Priority:urgent
            e: deflate
            c: Application/MANSCDP+xml ; charset="GB2312" ; x=y
            Content-Disposition: render;handling=optional
            MIME-Version: 1.0
            P-Asserted-Identity: <sip:alice@example.com>
            """;
        alice.send(
                        "MESSAGE sip:bob@example.com SIP/2.0\nv: SIP/2.0/UDP {me};branch=z9hG4bKb\n"
                                + "Route: <sip:{server};lr>\nMax-Forwards: 3\nMax-Breadth: 17\n" + endToEnd
                                + "l: 300\n\n",
                        body)
                .hear("SIP/2.0 202");
        try (Phone bob = device("a")) {
            Heard heard = bob.hear("MESSAGE sip:bob@" + bob.address() + " SIP/2.0");
            bob.answer(heard, "200 OK");
            assertThat(heard.body()).isEqualTo(body);
            String wanted =
                    new String(bob.wire(endToEnd).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            assertThat(heard.text()).contains(wanted).contains("\r\nl: 300\r\n");
            assertThat(heard.all("v")).isEmpty();
            assertThat(heard.header("Via")).contains("branch=z9hG4bK").doesNotContain(alice.address());
            assertThat(heard.header("Max-Forwards")).isEqualTo("70");
            assertThat(heard.has("Route")).isFalse();
            assertThat(heard.has("Max-Breadth")).isFalse();
        }
    }

    @Test
    void messageWithoutDateGetsTheTimeOfItsArrival() {
        accepted("c1", "", "undated");
        try (Phone bob = device("a")) {
            assertThat(SipDate.parse(takes(bob, "undated").header("Date")))
                    .isBetween(Instant.now().minusSeconds(60), Instant.now());
        }
    }

    @Test
    @Tag("3428-11.4-06")
    void dateOfTheSenderIsKept() {
        accepted("c1", "Date: Sat, 13 Nov 2010 23:29:00 GMT\n", "old");
        try (Phone bob = device("a")) {
            assertThat(takes(bob, "old").header("Date")).isEqualTo("Sat, 13 Nov 2010 23:29:00 GMT");
        }
    }

    @Test
    void messagesAreDeliveredInOrderOneAtATime() {
        for (int i = 0; i < 5; i++) accepted("c" + i, "", "number " + i);
        try (Phone bob = device("a")) {
            for (int i = 0; i < 5; i++) {
                Heard heard = bob.hear("MESSAGE ");
                assertThat(heard.bodyText()).isEqualTo("number " + i);
                if (i == 2) bob.hearsNothing();
                bob.answer(heard, "200 OK");
            }
        }
    }

    @Test
    void messagesWithTheSameIdsAreKeptSeparately() {
        accepted("same", "", "first");
        accepted("same", "", "second");
        try (Phone bob = device("a")) {
            takes(bob, "first");
            takes(bob, "second");
            bob.hearsNothing();
        }
    }

    @Test
    @Tag("3428-7-09")
    void response202WaitsForTheStore() {
        var slow = new Hesitant(mail);
        try (TestServer other = TestServer.keeping(SETTINGS, store, new MailStores(mail, slow))) {
            alice.calls(other.server);
            alice.send(message("c1", "", "hello"));
            slow.asked();
            alice.hearsNothing();
            slow.goOn();
            alice.hear("SIP/2.0 202");
        }
    }

    @Test
    @Tag("3428-7-09")
    void failingStoreGives503AndRecovers() {
        var broken = new Hesitant(mail);
        try (TestServer other = TestServer.keeping(SETTINGS, store, new MailStores(mail, broken))) {
            alice.calls(other.server);
            alice.send(message("c1", "", "hello"));
            broken.asked();
            broken.fail();
            assertThat(alice.hear("SIP/2.0 503").header("Retry-After")).isEqualTo("30");
            broken.goOn();
            accepted("c2", "", "hello again");
        }
    }

    @Test
    @Tag("3428-1-07")
    void messageIsNotDeliveredToAnUnauthenticatedRegister() {
        accepted("c1", "", "for bob alone");
        var strict = TestServer.SETTINGS.with(ServerSettings::mailbox).of(HASTY);
        try (TestServer other = TestServer.keeping(strict, store, stores());
                Phone thief = Phone.udp(other.server)) {
            String register = Say.register("<sip:bob@{me}>");
            thief.send(register);
            String proof = Proof.ALICE.line(thief.hear("SIP/2.0 401"), "REGISTER", "sip:example.com");
            thief.send(register.replace("Contact:", proof + "Contact:").replace("CSeq: 1 ", "CSeq: 2 "));
            thief.hear("SIP/2.0 403");
            thief.hearsNothing();
        }
        assertThat(kept()).hasSize(1);
    }

    @Test
    void unknownUserGets404() {
        alice.send(message("c1", "", "hello").replace("sip:bob@", "sip:nobody@"))
                .hear("SIP/2.0 404");
    }

    // ---- expiry

    @Test
    void messageWithExpiresZeroIsNotKept() {
        alice.send(message("c1", "Expires: 0\n", "now")).hear("SIP/2.0 480");
        assertThat(kept()).isEmpty();
    }

    @Test
    @Tag("3428-7-15")
    void messageExpiredByItsDateIsNotKept() {
        String date = "Date: " + SipDate.text(Instant.now().minusSeconds(120)) + "\n";
        alice.send(message("c1", "Expires: 60\n" + date, "late")).hear("SIP/2.0 480");
        accepted("c2", "Expires: 180\n" + date, "in time");
        assertThat(expiry())
                .isBetween(Instant.now().plusSeconds(20), Instant.now().plusSeconds(61));
    }

    @Test
    @Tag("3428-7-16")
    void messageWithoutDateExpiresFromItsArrival() {
        accepted("c1", "Expires: 60\n", "hello");
        assertThat(expiry())
                .isBetween(Instant.now().plusSeconds(20), Instant.now().plusSeconds(61));
    }

    @Test
    @Tag("3428-7-17")
    void deliveredCopyKeepsExpiresAndDate() {
        String date = SipDate.text(Instant.now().minusSeconds(40));
        accepted("c1", "Expires: 60\nDate: " + date + "\n", "hello");
        try (Phone bob = device("a")) {
            Heard heard = takes(bob, "hello");
            assertThat(heard.header("Expires")).isEqualTo("60");
            assertThat(heard.header("Date")).isEqualTo(date);
        }
    }

    @Test
    @Tag("3428-7-14")
    void messageWithoutExpiresIsKeptForTheConfiguredTime() {
        accepted("c1", "", "hello");
        assertThat(expiry()).isAfter(Instant.now().plusSeconds(7 * 86_400 - 60));
    }

    private Instant expiry() {
        return mail.messages(BOB, 0, 1)
                .toCompletableFuture()
                .join()
                .getFirst()
                .message()
                .expires();
    }

    @Test
    @Tag("3428-7-20")
    void expiredMessageIsNeverDeliveredAndIsRemoved() {
        var gone = new CompletableFuture<MailboxEntry>();
        var watch = new ServerEvents() {
            @Override
            public void expired(MailboxEntry message) {
                gone.complete(message);
            }
        };
        var own = new MemoryMail();
        try (TestServer other = TestServer.watched(SETTINGS, store, new MailStores(own, own), watch);
                Phone bob = Phone.udp(other.server)) {
            alice.calls(other.server);
            accepted("c1", "Expires: 1\n", "brief");
            accepted("c2", "Expires: 100\n", "long");
            MailboxEntry expired =
                    gone.orTimeout(Phone.LONG, TimeUnit.MILLISECONDS).join();
            assertThat(new String(expired.message().bytes(), StandardCharsets.UTF_8))
                    .endsWith("brief");
            other.register(bob, "bob", contact("a"));
            takes(bob, "long");
            bob.hearsNothing();
        }
    }

    // ---- what is kept, and what not

    @Test
    void composingNotificationIsNotKept() {
        alice.send(message("c1", "", "<x/>").replace("text/plain", "Application/im-isComposing+XML"))
                .hear("SIP/2.0 480");
        String wrapped = "From: <sip:a@x>\r\n\r\nContent-Type: application/im-iscomposing+xml\r\n\r\n<x/>";
        alice.send(message("c2", "", wrapped).replace("text/plain", "message/cpim"))
                .hear("SIP/2.0 480");
        assertThat(kept()).isEmpty();
    }

    @Test
    void receiptsAreDeliveredAfterTexts() {
        alice.send(message("c1", "", "<imdn/>").replace("text/plain", "message/imdn+xml"))
                .hear("SIP/2.0 202");
        accepted("c2", "", "a text");
        try (Phone bob = device("a")) {
            takes(bob, "a text");
            takes(bob, "<imdn/>");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"600 Busy", "603 Decline", "403 No", "415 What", "404 Who", "302 Moved", "407 Prove it"})
    void refusedMessageIsNotKept(String refusal) {
        try (Phone bob = device("a")) {
            alice.send(message("c1", "", "hello"));
            bob.answer(bob.hear("MESSAGE"), refusal);
            alice.hear("SIP/2.0 " + refusal);
            assertThat(kept()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"480 Away", "486 Busy", "503 Quitting", "500 Oops", "408 Late"})
    @Tag("3428-7-22")
    void messageForAnUnavailableDeviceIsKeptAndTriedAgain(String absence) {
        try (Phone bob = device("a")) {
            alice.send(message("c1", "", "hello"));
            Heard first = bob.hear("MESSAGE");
            bob.answer(first, absence);
            alice.hear("SIP/2.0 202");
            Heard again = takes(bob, "hello");
            assertThat(again.header("Call-ID")).isEqualTo(first.header("Call-ID"));
            assertThat(again.header("CSeq")).isEqualTo(first.header("CSeq"));
            assertThat(again.all("Via")).hasSize(1).doesNotContainAnyElementsOf(first.all("Via"));
        }
    }

    @Test
    @Tag("3428-7-22")
    @Tag("4321-1.1-01")
    void messageForADeviceSilentForThePatienceGets202AndIsDeliveredLater() {
        assertThat(ServerSettings.of(List.of("example.com")).patience()).isEqualTo(Duration.ofSeconds(8));
        try (Phone bob = device("a")) {
            alice.send(message("c1", "", "hello"));
            bob.hear("MESSAGE");
            alice.hear("SIP/2.0 202");
            takes(bob, "hello"); // in a transaction of the mailbox, when the first has timed out
            bob.hearsNothing();
        }
        nothingIsKept();
    }

    @Test
    @Tag("3428-7-23")
    void answerAfterThePatienceRemovesTheStoredCopy() {
        try (Phone bob = device("a")) {
            alice.send(message("c1", "", "hello"));
            Heard late = bob.hear("MESSAGE");
            alice.hear("SIP/2.0 202");
            bob.answer(late, "200 OK");
            aldis.settles();
            aldis.register(bob, "bob", contact("a"));
            bob.hearsNothing();
        }
        nothingIsKept();
    }

    // ---- several devices

    @Test
    @Tag("3428-7-23")
    void messageTakenByOneDeviceIsKeptForOthersOverARestart() {
        leave(device("b"), "b");
        Phone a = device("a");
        Phone c = device("c");
        alice.send(message("c1", "", "for all"));
        Heard atC = c.hear("MESSAGE");
        takes(a, "for all");
        alice.hear("SIP/2.0 200");
        c.answer(atC, "480 Away");
        alice.hearsNothing();
        c.close();
        a.close();
        aldis.settles();
        restart();
        try (Phone b = device("b");
                Phone back = device("c");
                Phone same = device("a")) {
            takes(b, "for all");
            takes(back, "for all");
            same.hearsNothing();
        }
    }

    @Test
    void messageOfAnUnacceptedTypeDoesNotBlockLaterOnes() {
        accepted("c1", "", "strange");
        accepted("c2", "", "plain");
        try (Phone bob = device("a")) {
            bob.answer(bob.hear("MESSAGE"), "415 Unsupported Media Type");
            takes(bob, "plain");
            bob.hearsNothing();
            aldis.register(bob, "bob", contact("a"));
            bob.hearsNothing();
        }
        try (Phone other = device("b")) {
            takes(other, "strange");
        }
        nothingIsKept();
    }

    @Test
    void declinedMessageIsNotDeliveredAgain() {
        accepted("c1", "", "unwanted");
        try (Phone bob = device("a")) {
            bob.answer(bob.hear("MESSAGE"), "603 Decline");
            aldis.settles();
            aldis.register(bob, "bob", contact("a"));
            bob.hearsNothing();
        }
    }

    @Test
    void unansweredDeliveryIsRetransmittedInTheSameTransaction() {
        var sent = new CountDownLatch(2);
        var watch = new ServerEvents() {
            @Override
            public void deliveryStarted(Device device, PendingDelivery held) {
                sent.countDown();
            }
        };
        accepted("c1", "", "hello");
        try (TestServer other = TestServer.watched(SETTINGS, store, stores(), watch);
                Phone bob = Phone.udp(other.server)) {
            other.register(bob, "bob", contact("a"));
            Heard first = bob.hear("MESSAGE");
            wait(sent);
            assertThat(bob.hearAgain()).isEqualTo(first);
            bob.answer(first, "200 OK");
            nothingIsKept();
        }
    }

    @Test
    void deviceIsIdentifiedByItsInstanceAtAnyContact() {
        leave(device("a"), "a");
        accepted("c1", "", "hello");
        try (Phone other = device("other")) {
            takes(other, "hello");
            try (Phone moved = device("a")) {
                takes(moved, "hello");
            }
        }
        nothingIsKept();
    }
}
