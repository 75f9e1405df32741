package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.MailStores;
import io.aldis.server.MemoryTrail;
import io.aldis.server.MessagePolicy;
import io.aldis.server.MessagePolicy.Decision;
import io.aldis.server.MessagePolicy.Limited;
import io.aldis.server.ServerSettings;
import io.aldis.server.TrailEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Message policies in a running server. */
class MessagePoliciesTest extends ServerWithPasswords {
    private static final Duration PLENTY = Duration.ofSeconds(15);
    private static final String EVE = "eve@elsewhere.example";
    private static final String ADAM = "adam@elsewhere.example";

    private final MemoryTrail trail = new MemoryTrail();

    @Override
    ServerSettings settings() {
        return TestServer.SETTINGS;
    }

    @BeforeEach
    @Override
    void open() {
        open(List.of());
    }

    private void open(List<Limited> policies) {
        var mail = new MemoryMail();
        var stores = new Stores(store, store, store, Optional.of(new MailStores(mail, mail)), Optional.of(trail));
        aldis = TestServer.extended(settings(), stores, policies);
        sender = Phone.udp(aldis.server);
        bob = Phone.udp(aldis.server);
    }

    private void decides(MessagePolicy... policies) {
        close();
        open(List.of(policies).stream()
                .map(each -> new Limited("test", each, PLENTY, Decision.refuse(500, "too slow")))
                .toList());
    }

    private static String text(MessagePolicy.Message message) {
        return new String(message.request().body(), StandardCharsets.UTF_8);
    }

    private List<String> steps(String callId) {
        return trail.byCallId(callId, 10).stream()
                .flatMap(each -> each.events().stream())
                .map(TrailEvent::toString)
                .toList();
    }

    @Test
    void passedMessageIsUnchanged() {
        decides(message -> Decision.pass());
        bobIsThere();
        String odd = message(EVE).replace("Subject", "s").replace("text/plain", "Text/Plain ;  charset=\"x\"");
        Heard heard = delivered(sender, odd);
        assertThat(heard.text())
                .contains("Content-Type: Text/Plain ;  charset=\"x\"\r\n")
                .endsWith("\r\n\r\nhi");
    }

    @Test
    void refusalReachesTheSenderAndTheTrailNamesThePolicy() {
        decides(message -> Decision.refuse(488, "No links here"));
        bobIsThere();
        sender.send(message(EVE)).hear("SIP/2.0 488 No links here");
        bob.hearsNothing();
        TestServer.until(
                "the trail has it", () -> steps("M1@example.net").toString().contains("policy test"));
    }

    @Test
    void droppedMessageIsAcceptedAndNeverDelivered() {
        decides(message -> message.sender().contains("eve") ? Decision.drop() : Decision.pass());
        sender.send(message(EVE)).hear("SIP/2.0 202");
        bobIsThere();
        sender.send(message(EVE)).hear("SIP/2.0 202");
        delivered(sender, message(ADAM));
    }

    /** Credentials for the server stand between the headers that are removed: they are removed as ever. */
    @Test
    void contentIsReplacedAndCredentialsAreRemoved() {
        decides(message -> Decision.content("text/html;charset=utf-8", "<b>你好</b>".getBytes(StandardCharsets.UTF_8))
                .andHeader("X-Filter", "changed"));
        bobIsThere();
        String ours = message("alice@example.com")
                .replace("Max-Forwards", "Content-Language: en\nContent-Disposition: render\nMax-Forwards");
        Heard challenge = sender.send(ours).hear("SIP/2.0 407");
        String credentials = Proof.ALICE.line(challenge, "MESSAGE", BOB);
        Heard heard = delivered(sender, ours.replace("Content-Length", credentials + "Content-Length"));
        assertThat(heard.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
        assertThat(heard.header("Content-Length")).isEqualTo("13");
        assertThat(new String(heard.body(), StandardCharsets.UTF_8)).isEqualTo("<b>你好</b>");
        assertThat(heard.header("X-Filter")).isEqualTo("changed");
        for (String name : List.of("Content-Language", "Content-Disposition", "Proxy-Authorization"))
            assertThat(heard.has(name)).as(name).isFalse();
    }

    @Test
    void headerIsAddedAndTheBodyIsUnchanged() {
        decides(message -> Decision.header("X-Spam-Score", "0.1").andHeader("X-Spam-Score", "0.2"));
        bobIsThere();
        Heard heard = delivered(sender, message(EVE));
        assertThat(heard.all("X-Spam-Score")).containsExactly("0.1", "0.2");
        assertThat(heard.all("Content-Length")).containsExactly("2");
        assertThat(heard.text()).endsWith("\r\n\r\nhi");
    }

    @Test
    void policiesAreAskedInOrderAndTheFirstRefusalEndsIt() {
        decides(
                message -> Decision.content("text/plain", (text(message) + "1").getBytes(StandardCharsets.UTF_8)),
                message -> text(message).equals("hi1") ? Decision.refuse(403, text(message)) : Decision.pass(),
                message -> {
                    throw new AssertionError("is not asked");
                });
        sender.send(message(EVE)).hear("SIP/2.0 403 hi1");
    }

    @Test
    void changedMessageIsStoredAndDecidedOnce() {
        var asked = new LinkedBlockingQueue<String>();
        decides(message -> {
            asked.add(message.sender());
            return Decision.content("text/plain", "changed".getBytes(StandardCharsets.UTF_8));
        });
        sender.send(message(EVE)).hear("SIP/2.0 202");
        bobIsThere();
        Heard heard = bob.hear("MESSAGE ");
        bob.answer(heard, "200 OK");
        assertThat(heard.text()).endsWith("\r\n\r\nchanged");
        assertThat(asked).containsExactly("sip:" + EVE);
    }

    @Test
    void lateDecisionIsReplacedByTheDefaultAndInterrupted() throws InterruptedException {
        var interrupted = new CountDownLatch(1);
        close();
        open(List.of(new Limited(
                "slow",
                message -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    return Decision.drop(); // too late
                },
                Duration.ofMillis(100),
                Decision.header("X-Checked", "no"))));
        bobIsThere();
        assertThat(delivered(sender, message(EVE)).header("X-Checked")).isEqualTo("no");
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void failingPolicyGives503ByDefault() {
        close();
        open(List.of(new Limited("broken", message -> {
            throw new IllegalStateException("the database is away");
        })));
        sender.send(message(EVE)).hear("SIP/2.0 503 No decision about this message");
    }

    @Test
    void messagesOfOneSenderStayInOrderAndOthersDoNotWait() {
        var slow = new CountDownLatch(1);
        decides(message -> {
            if (message.request().callId().startsWith("M1@")) slow.await();
            return Decision.pass();
        });
        bobIsThere();
        String first = message(EVE);
        String second = message(EVE);
        sender.send(first).send(second);
        try (var other = Phone.udp(aldis.server)) {
            delivered(other, message(ADAM));
        }
        bob.hearsNothing();
        slow.countDown();
        for (String callId : List.of("M1@example.net", "M2@example.net")) {
            Heard heard = bob.hear("MESSAGE ");
            assertThat(heard.header("Call-ID")).isEqualTo(callId);
            bob.answer(heard, "200 OK");
        }
    }

    @Test
    void policyIsNotAskedForOtherMethods() {
        decides(message -> Decision.refuse(488, "all"));
        bobIsThere();
        sender.send(message(EVE).replace("MESSAGE", "INFO"));
        bob.hear("INFO ");
    }
}
