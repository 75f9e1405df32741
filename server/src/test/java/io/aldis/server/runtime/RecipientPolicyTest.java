package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Policy;
import io.aldis.server.ServerSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies of accounts in a running server. */
class RecipientPolicyTest extends ServerWithPasswords {
    private static final String EVE = "eve@elsewhere.example";
    private static final Policy DOMAIN = Policy.of(List.of("block *@*.spam.example", "size 2000"));
    private static final ServerSettings SETTINGS =
            TestServer.SETTINGS.with(ServerSettings::policies).of(Map.of("example.com", DOMAIN));

    @Override
    ServerSettings settings() {
        return SETTINGS;
    }

    private void bobTakes(String... lines) {
        store.put(TestServer.account("bob", "example.com", "bob").with(Policy.of(List.of(lines))));
        aldis.settles();
    }

    @Test
    @Tag("3428-1-06")
    void blockedSenderGets403WithoutDetails() {
        bobTakes("block " + EVE);
        bobIsThere();
        Heard refused = sender.send(message(EVE)).hear("SIP/2.0 403");
        assertThat(refused.text()).startsWith("SIP/2.0 403 Forbidden\r\n").doesNotContain("Warning", "bob@127");
        delivered(sender, message("adam@elsewhere.example"));
    }

    /** RFC 3261 §10.3: a registrar never answers 6xx, as senders may hear it by the same rule. */
    @ParameterizedTest
    @ValueSource(strings = {"unwanted", "reject"})
    @Tag("3261-10.3-01")
    void policyOfAUserDoesNotRefuseTheRegisterOfThatUser(String action) {
        bobTakes(action + " all");
        bobIsThere();
        sender.send(message(EVE)).hear("SIP/2.0 60");
    }

    @Test
    @Tag("3428-1-08")
    void blockedSenderGets403WhenTheUserIsAbsent() {
        bobTakes("block " + EVE);
        sender.send(message(EVE)).hear("SIP/2.0 403");
        sender.send(message("adam@elsewhere.example")).hear("SIP/2.0 202");
    }

    /** A message that waits is subject to the rules at the time of its delivery. */
    @ParameterizedTest
    @ValueSource(strings = {"block " + EVE, "drop " + EVE, "unwanted *@elsewhere.example", "types text/html"})
    void ruleSetWhileAMessageWaitsAppliesAtItsDelivery(String rule) {
        sender.send(message(EVE)).hear("SIP/2.0 202");
        sender.send(message(EVE)).hear("SIP/2.0 202");
        String allowed = message("adam@other.example").replace("text/plain", "text/html");
        sender.send(allowed).hear("SIP/2.0 202");
        bobTakes(rule);
        bobIsThere();
        Heard message = bob.hear("MESSAGE ");
        assertThat(message.header("From")).contains("adam@other.example");
        bob.answer(message, "200 OK");
        bobTakes();
        delivered(sender, message(EVE)); // nothing has waited before it
    }

    @Test
    void droppedMessageGets202AndIsNeverDelivered() {
        bobTakes("drop " + EVE);
        sender.send(message(EVE)).hear("SIP/2.0 202");
        bobIsThere();
        sender.send(message(EVE)).hear("SIP/2.0 202");
        delivered(sender, message("adam@elsewhere.example"));
    }

    /** But for his own tag of the answer and the time, in every octet. */
    @Test
    void droppedMessageGetsTheSameResponseAsAKeptOne() {
        bobTakes("drop " + EVE);
        Heard dropped = sender.send(message(EVE)).hear("SIP/2.0 202");
        Heard kept = sender.send(message("eva@elsewhere.example")).hear("SIP/2.0 202");
        assertThat(anonymous(dropped)).isEqualTo(anonymous(kept));
    }

    private static String anonymous(Heard answer) {
        return answer.text()
                .replaceAll("ev[ea]@", "ev@")
                .replaceAll("(M|tag=a)\\w+", "$1")
                .replaceAll("Date: .*", "Date");
    }

    /** Nobody learns from a 413 or a 415 what is taken from others. */
    @Test
    void blockedOrDroppedSenderDoesNotLearnSizeAndTypeLimits() {
        bobTakes("drop " + EVE, "block adam@elsewhere.example", "types text/html", "size 1");
        sender.send(message(EVE)).hear("SIP/2.0 202");
        sender.send(message("adam@elsewhere.example")).hear("SIP/2.0 403 Forbidden");
        sender.send(message("eva@elsewhere.example")).hear("SIP/2.0 413");
    }

    @Test
    void droppedCallGets480() {
        bobTakes("drop " + EVE);
        bobIsThere();
        String invite = message(EVE).replace("MESSAGE", "INVITE");
        sender.send(invite).hear("SIP/2.0 480");
    }

    @Test
    void strangersAreBlockedAndLocalUsersAreNot() {
        bobTakes("block strangers");
        bobIsThere();
        sender.send(message(EVE)).hear("SIP/2.0 403");
        String ours = message("alice@example.com");
        Heard challenge = sender.send(ours).hear("SIP/2.0 407");
        delivered(sender, with(Proof.ALICE.line(challenge, "MESSAGE", BOB), ours));
    }

    @Test
    void policyOfTheDomainAppliesToItsAccounts() {
        bobIsThere();
        sender.send(message("x@a.spam.example")).hear("SIP/2.0 403");
        bobTakes("allow x@a.spam.example");
        delivered(sender, message("x@a.spam.example"));
    }

    @Test
    void tooLargeMessageGets413AndUnacceptedTypeGets415() {
        bobTakes("types text/html message/cpim", "size 1");
        sender.send(message(EVE)).hear("SIP/2.0 413");
        bobTakes("types text/html message/cpim");
        Heard refused = sender.send(message(EVE)).hear("SIP/2.0 415");
        assertThat(refused.all("Accept")).containsExactly("text/html, message/cpim");
        bobTakes("types text/*");
        sender.send(message(EVE)).hear("SIP/2.0 202");
    }
}
