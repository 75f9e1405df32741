package io.aldis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.SipRequest;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BranchesTest {
    private final Branches branches = new Branches(42);
    private final SipRequest request = Requests.request("INVITE", "sip:bob@example.com", "");

    @Test
    @Tag("3261-16.6-14")
    void branchesAreUnique() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 100_000; i++)
            assertThat(seen.add(branches.next(request))).isTrue();
        assertThat(seen).allMatch(branch -> branch.matches("z9hG4bK[0-9a-z]+\\.[0-9a-z]+"));
    }

    @Test
    void branchMarksMessagesFromTheMailbox() {
        assertThat(Branches.isKept(Branches.kept("1-a-0", request))).isTrue();
        assertThat(Branches.isKept(branches.next(request))).isFalse();
    }

    @Test
    @Tag("5393-4.2.1-01")
    void branchMatchesRequestUriAndRoute() {
        String branch = branches.next(request);
        assertThat(branches.marks(branch, request)).isTrue();
        assertThat(branches.marks(branch, Requests.request("INVITE", "sip:carol@example.com", "")))
                .isFalse();
        assertThat(branches.marks(branch, Requests.request("INVITE", "sip:bob@example.com", "Route: <sip:a;lr>\n")))
                .isFalse();
        assertThat(branches.marks("z9hG4bKelse", request)).isFalse();
    }

    @Test
    @Tag("5393-4.2.4-01")
    void branchDoesNotMatchAnotherRequestWithTheSameTarget() {
        String branch = branches.next(request);
        SipRequest other = Requests.request("INVITE", "sip:bob@example.com", "", "other@example.com", 7);
        SipRequest later = Requests.request("INVITE", "sip:bob@example.com", "", "c@example.com", 8);
        assertThat(branches.marks(branch, other)).isFalse();
        assertThat(branches.marks(branch, later)).isFalse();
    }

    @Test
    @Tag("5393-4.2.1-02")
    @Tag("3261-16.6-15")
    void branchMatchesTheRequestForEveryMethod() {
        assertThat(branches.marks(branches.next(request), Requests.request("CANCEL", "sip:bob@example.com", "")))
                .isTrue();
    }
}
