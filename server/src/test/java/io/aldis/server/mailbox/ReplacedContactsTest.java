package io.aldis.server.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Binding;
import io.aldis.server.Device;
import io.aldis.sip.Aor;
import io.aldis.sip.SipUri;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Old contacts of phones that have registered another one. */
class ReplacedContactsTest {
    private static final String OLD = "sip:bob@192.0.2.1:5060";
    private static final int MOST = 10_000;

    private boolean bound = true;
    private final MailboxContext context = TestContext.of(this::bindings);
    private final ReplacedContacts replaced = new ReplacedContacts(context, new DeviceCache());

    private List<Binding> bindings(Aor account) {
        return bound ? List.of(binding(OLD, 0), binding("sip:bob@192.0.2.1:5062", 1)) : List.of();
    }

    private static Binding binding(String contact, int seconds) {
        var at = TestContext.NOW.plusSeconds(seconds);
        return new Binding(SipUri.parse(contact), "", at.plusSeconds(60), contact, 1, List.of(), "", "", at);
    }

    private static Device old(int account) {
        return new Device(new Aor("u" + account, "example.com"), OLD);
    }

    /** Of so many only the oldest is forgotten: a copy that is on its way to one of the others is not stored for it. */
    @Test
    void replacedContactsAreRememberedUpToTheLimit() {
        for (int i = 0; i <= MOST; i++) assertThat(replaced.silent(old(i))).isTrue();
        bound = false;
        for (int i : new int[] {1, MOST / 2, MOST})
            assertThat(replaced.silent(old(i))).as("contact " + i).isTrue();
        assertThat(replaced.silent(old(0))).isFalse();
    }

    @Test
    void contactThatRegistersAgainIsNotReplaced() {
        assertThat(replaced.silent(old(0))).isTrue();
        replaced.registered(old(0));
        bound = false;
        assertThat(replaced.silent(old(0))).isFalse();
    }
}
