package io.aldis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.aldis.server.SenderRule.RuleAction;
import io.aldis.sip.Aor;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {
    private static final Sender STRANGER = new Sender.Stranger();

    private static Optional<Aor> from(String address) {
        return Optional.of(Aor.parse(address));
    }

    @ParameterizedTest
    @CsvSource({
        "bob@example.net, sip:bob@example.net, true",
        "sip:bob@example.net, sip:bob@EXAMPLE.net:5070;transport=tcp, true",
        "im:bob@example.net, sip:bob@example.net, true",
        "SIPS:bob@Example.NET, sip:bob@example.net, true",
        "%62ob@example.net, sip:b%6fb@example.net, true",
        "bob@example.net, sip:Bob@example.net, false",
        "bob@example.net, sip:bob@a.example.net, false",
        "bob@example.net, sip:bob@notexample.net, false",
        "*@example.net, sip:anybody@example.net, true",
        "*@example.net, sip:anybody@a.example.net, false",
        "*@*.example.net, sip:anybody@a.b.example.net, true",
        "*@*.example.net, sip:anybody@example.net, false",
        "*@*.example.net, sip:anybody@notexample.net, false",
        "eve@*.example.net, sip:eve@a.example.net, true",
        "all, sip:anybody@example.net, true",
        "strangers, sip:anybody@example.net, true",
        "*@[2001:db8::1], sip:x@[2001:db8::1], true",
        "*@[2001:db8::1], 'sip:x@[2001:DB8:0::0:1]', true",
        "bob@example.net, sip:bob@Example.net., true",
        "*@192.0.2.1, 'sip:x@[::ffff:192.0.2.1]', true",
    })
    void ruleMatchesItsAddressesOnly(String who, String sender, boolean meant) {
        var policy = Policy.of(List.of("block " + who));
        assertThat(policy.action(STRANGER, from(sender)))
                .isEqualTo(meant ? Optional.of(RuleAction.BLOCK) : Optional.empty());
    }

    @Test
    void authenticatedSenderIsNoStranger() {
        var policy = Policy.of(List.of("block strangers"));
        var bob = new Sender.User(new Aor("bob", "example.com"));
        assertThat(policy.action(bob, Optional.of(bob.aor()))).isEmpty();
        assertThat(policy.action(new Sender.Trusted(), Optional.of(bob.aor()))).isEmpty();
    }

    @Test
    void senderWithoutAddressMatchesAllAndStrangersOnly() {
        assertThat(Policy.of(List.of("block *@example.net")).action(STRANGER, Optional.empty()))
                .isEmpty();
        assertThat(Policy.of(List.of("drop all")).action(STRANGER, Optional.empty()))
                .contains(RuleAction.DROP);
    }

    @Test
    void firstMatchingRuleDecides() {
        var policy = Policy.of(List.of("allow bob@example.net", "drop *@example.net", "block all"));
        assertThat(policy.action(STRANGER, from("sip:bob@example.net"))).contains(RuleAction.ALLOW);
        assertThat(policy.action(STRANGER, from("sip:eve@example.net"))).contains(RuleAction.DROP);
        assertThat(policy.action(STRANGER, from("sip:eve@example.org"))).contains(RuleAction.BLOCK);
    }

    @Test
    void policyOfTheDomainAppliesWhenTheAccountHasNone() {
        var account = Policy.of(List.of("allow bob@example.net", "size 100"));
        var domain = Policy.of(List.of("block *@example.net", "types text/plain", "size 50"));
        Policy both = account.over(domain);
        assertThat(both.action(STRANGER, from("sip:bob@example.net"))).contains(RuleAction.ALLOW);
        assertThat(both.action(STRANGER, from("sip:eve@example.net"))).contains(RuleAction.BLOCK);
        assertThat(both.size()).isEqualTo(100);
        assertThat(both.takes("image/png")).isFalse();
    }

    @Test
    void typesAreComparedWithoutCaseAndMayEndInAStar() {
        var policy = Policy.of(List.of("types Text/* message/CPIM"));
        assertThat(policy.takes("TEXT/html")).isTrue();
        assertThat(policy.takes("message/cpim")).isTrue();
        assertThat(policy.takes("message/imdn+xml")).isFalse();
        assertThat(policy.takes("textual/plain")).isFalse();
    }

    @Test
    void writtenPolicyIsParsedToTheSamePolicy() {
        List<String> lines = List.of(
                "allow b%20b@example.net", "block *@*.example.net", "drop strangers", "types text/* a/b", "size 7");
        assertThat(Policy.of(lines).lines()).isEqualTo(lines);
        assertThat(Policy.of(Policy.NONE.lines())).isEqualTo(Policy.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "block",
                "block bob",
                "block @example.net",
                "block a@b c@d",
                "block bob@",
                "block b*b@example.net@",
                "block bob@*",
                "deny bob@example.net",
                "types",
                "types text",
                "types text/plain,image/png",
                "size",
                "size 0",
                "size -1",
                "size 9999999999",
                "block bob@exam ple.net",
            })
    void malformedRuleIsRefusedWithItsText(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Policy.of(List.of(line)))
                .withMessageContaining("expected")
                .withMessageContaining("\"");
    }

    @Test
    void numberOfRulesIsLimited() {
        List<String> many = Collections.nCopies(Policy.MOST + 1, "block all");
        assertThatIllegalArgumentException().isThrownBy(() -> Policy.of(many)).withMessageContaining("at most 200");
        assertThat(Policy.of(many.subList(1, many.size())).senders()).hasSize(Policy.MOST);
    }
}
