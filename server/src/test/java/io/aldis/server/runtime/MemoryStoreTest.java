package io.aldis.server.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Account;
import io.aldis.sip.Aor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The store in memory fulfils the contracts of the stores on disk. */
class MemoryStoreTest {
    @Test
    void accountsAreListedByDomainAndThenByUser() {
        var store = new MemoryStore();
        for (String each : List.of("zoe@a.example", "adam@b.example", "bob@a.example", "b@c.example", "a.b@a.example"))
            store.put(new Account(Aor.parse("sip:" + each), Map.of()));
        assertThat(store.list(List.of()))
                .extracting(account -> account.aor().toString())
                .containsExactly(
                        "sip:a.b@a.example",
                        "sip:bob@a.example",
                        "sip:zoe@a.example",
                        "sip:adam@b.example",
                        "sip:b@c.example");
    }
}
