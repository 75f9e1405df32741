package io.aldis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.Aor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Contract of every {@link AccountStore}. The tests of a store implement this and provide empty stores. */
public interface AccountStoreContract {
    Aor ALICE = Aor.parse("sip:alice@example.com");
    Aor BOB = Aor.parse("sip:bob@example.com");
    Aor CAROL = Aor.parse("sip:carol@example.org");
    String HA1 = "939e7578ed9e3c518a452acee763bce9";

    /** The store under test, the same for the whole of a test, empty at its beginning. */
    AccountStore accounts();

    /** The same accounts, as another process sees them. */
    AccountStore accountsElsewhere();

    /** The bindings beside these accounts. */
    BindingStore bindings();

    private static Account account(Aor aor) {
        return new Account(aor, Map.of("MD5", HA1));
    }

    @Test
    default void storedAccountIsFound() {
        var account = new Account(ALICE, Map.of("MD5", HA1, "SHA-256", HA1 + HA1, "SHA-512-256", HA1 + HA1));
        assertThat(accounts().put(account)).isTrue();
        assertThat(accounts().find(ALICE)).contains(account);
        assertThat(accountsElsewhere().find(ALICE)).contains(account);
    }

    @Test
    default void addressWithoutAccountIsNotFound() {
        accounts().put(account(ALICE));
        assertThat(accounts().find(BOB)).isEmpty();
        assertThat(accounts().find(new Aor("ALICE", "example.com"))).isEmpty();
        assertThat(accounts().find(new Aor("alice", "example.org"))).isEmpty();
    }

    @Test
    default void accountPutAgainReplacesAllSecrets() {
        accounts().put(new Account(ALICE, Map.of("MD5", HA1, "SHA-256", HA1 + HA1)));
        var changed = new Account(ALICE, Map.of("SHA-256", HA1.repeat(2).replace('9', '8')));
        assertThat(accounts().put(changed)).isFalse();
        assertThat(accounts().find(ALICE)).contains(changed);
    }

    @Test
    default void accountMayHaveNoSecrets() {
        var account = new Account(ALICE, Map.of());
        accounts().put(account);
        assertThat(accounts().find(ALICE)).contains(account);
        assertThat(accounts().list(List.of())).containsExactly(account);
    }

    @Test
    default void acceptFirstSettingIsKeptWithTheAccount() {
        var account = account(ALICE);
        accounts().put(account(BOB));
        for (var each : List.of(Account.AcceptFirst.ON, Account.AcceptFirst.OFF, Account.AcceptFirst.DEFAULT)) {
            accounts().put(account.with(each));
            assertThat(accountsElsewhere().find(ALICE)).contains(account.with(each));
            assertThat(accounts().list(List.of())).containsExactly(account.with(each), account(BOB));
        }
        accounts().put(account.with(Account.AcceptFirst.ON));
        accounts().remove(ALICE);
        accounts().put(account);
        assertThat(accounts().find(ALICE)).contains(account);
    }

    @Test
    default void policyIsKeptWithTheAccount() {
        var policy = Policy.of(List.of("allow bob@example.net", "drop strangers", "types text/plain", "size 4096"));
        var account = account(ALICE).with(policy);
        accounts().put(account);
        accounts().put(account(BOB));
        assertThat(accountsElsewhere().find(ALICE)).contains(account);
        assertThat(accounts().list(List.of())).containsExactly(account, account(BOB));
        assertThat(accounts().page(Optional.empty(), 5)).containsExactly(account, account(BOB));
        accounts().put(account.with(Policy.NONE));
        assertThat(accounts().find(ALICE)).contains(account(ALICE));
    }

    @Test
    default void removedAccountIsNotFound() {
        accounts().put(account(ALICE));
        assertThat(accounts().remove(ALICE)).isTrue();
        assertThat(accounts().find(ALICE)).isEmpty();
        assertThat(accounts().remove(ALICE)).isFalse();
        assertThat(accounts().put(account(ALICE))).isTrue();
    }

    @Test
    default void removingAnAccountRemovesItsBindingsAndNoOthers() {
        for (Aor aor : List.of(ALICE, BOB)) {
            accounts().put(account(aor));
            Samples.keep(bindings(), aor, Samples.binding("sip:phone@192.0.2.1"));
        }
        accounts().remove(ALICE);
        accounts().put(account(ALICE));
        assertThat(Samples.all(bindings())).containsOnlyKeys(BOB);
    }

    @Test
    default void accountsAreListedByDomainThenByUser() {
        for (Aor aor : List.of(CAROL, BOB, ALICE)) accounts().put(account(aor));
        assertThat(accounts().list(List.of())).extracting(Account::aor).containsExactly(ALICE, BOB, CAROL);
    }

    @Test
    default void accountsAreListedPageByPageInTheOrderOfTheirOctets() {
        var zoe = new Aor("Zoe", "example.com");
        for (Aor aor : List.of(CAROL, BOB, zoe, ALICE))
            accounts().put(new Account(aor, Map.of("MD5", HA1, "SHA-256", HA1 + HA1)));
        assertThat(accounts().page(Optional.empty(), 2))
                .extracting(Account::aor)
                .containsExactly(zoe, ALICE);
        List<Account> rest = accounts().page(Optional.of(ALICE), 10);
        assertThat(rest).extracting(Account::aor).containsExactly(BOB, CAROL);
        assertThat(rest.getFirst().secrets()).containsOnlyKeys("MD5", "SHA-256");
        assertThat(accounts().page(Optional.of(CAROL), 10)).isEmpty();
    }

    @Test
    default void accountsAreListedByDomain() {
        var dave = Aor.parse("sip:dave@example.net");
        for (Aor aor : List.of(CAROL, BOB, ALICE, dave)) accounts().put(account(aor));
        assertThat(accounts().list(List.of("example.org"))).containsExactly(account(CAROL));
        assertThat(accounts().list(List.of("EXAMPLE.com", "example.net")))
                .extracting(Account::aor)
                .containsExactly(ALICE, BOB, dave);
        assertThat(accounts().list(List.of("elsewhere.example"))).isEmpty();
    }

    @Test
    default void userNamesInEveryScriptAreKept() {
        for (String user : List.of("李雷", "žofie", "🦊", "a;b&c=d+e$f,g?h/i", "o'brien", "100%25", "1'; --")) {
            var aor = new Aor(user, "example.com");
            accounts().put(account(aor));
            assertThat(accounts().find(aor)).as(user).contains(account(aor));
        }
        assertThat(accounts().list(List.of("example.com"))).hasSize(7);
    }
}
