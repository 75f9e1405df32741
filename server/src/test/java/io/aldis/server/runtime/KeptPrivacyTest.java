package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Privacy (RFC 3323) of a message that waits for a device. */
class KeptPrivacyTest extends ServerWithMailbox {
    @Test
    @Tag("3428-1-27")
    void keptMessageIsAsAnonymousAsARelayedOne() {
        String lines = "Privacy: header;user;critical\nContact: <sip:alice@127.0.0.1:5060>\nSubject: secret\n";
        accepted("call@alice.example", lines, "hello");
        restart();
        try (Phone bob = device("a")) {
            Heard message = takes(bob, "hello");
            assertThat(message.header("From")).isEqualTo("\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=a");
            assertThat(message.header("Call-ID")).endsWith("@anonymous.invalid").doesNotContain("call");
            assertThat(message.text()).doesNotContain("alice", "secret", "Privacy");
            assertThat(message.all("Via")).hasSize(1);
        }
    }
}
