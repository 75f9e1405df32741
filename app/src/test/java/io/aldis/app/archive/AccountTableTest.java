package io.aldis.app.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.server.Account;
import io.aldis.server.Policy;
import io.aldis.sip.Aor;
import io.aldis.store.sql.SqliteStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Import of accounts from CSV. */
class AccountTableTest {
    private static final Aor ALICE = Aor.parse("sip:alice@example.com");

    /** MD5 of alice:example.com:rabbit-hole, from md5sum. */
    private static final String HA1 = "dbaee20caad62e6549613ea1ac81dd6c";

    @TempDir
    private Path directory;

    private SqliteStore store;

    @BeforeEach
    void open() {
        store = SqliteStore.open(directory);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Map<String, String> alice(String table) {
        ArchiveSamples.imported(store, table, true, InstantSource.system());
        return store.accounts().find(ALICE).orElseThrow().secrets();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sip:alice@example.com,rabbit-hole",
                "alice@example.com,rabbit-hole\n",
                "address,password\r\nalice@Example.COM,rabbit-hole\r\n",
                "\uFEFFPassword;Address\nrabbit-hole;alice@example.com\n\n",
                "address\tpassword\n\"sip:alice@example.com\"\t\"rabbit-hole\"\n"
            })
    void passwordIsStoredAsAHashForEveryAlgorithm(String table) {
        assertThat(alice(table))
                .isEqualTo(PasswordHashes.of(ALICE, "rabbit-hole"))
                .containsEntry("MD5", HA1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice@example.com,,dbaee20caad62e6549613ea1ac81dd6c",
                "address,ha1\nalice@example.com,DBAEE20CAAD62E6549613EA1AC81DD6C",
                "ha1,address,password\ndbaee20caad62e6549613ea1ac81dd6c,alice@example.com,"
            })
    void importedHashIsStoredUnchanged(String table) {
        assertThat(alice(table)).isEqualTo(Map.of("MD5", HA1));
    }

    @Test
    void passwordMayContainSeparatorsAndQuotes() {
        assertThat(alice("alice@example.com,\"a,\"\"b\"\";c\"")).isEqualTo(PasswordHashes.of(ALICE, "a,\"b\";c"));
        assertThat(alice("alice@example.com, with blanks ")).isEqualTo(PasswordHashes.of(ALICE, " with blanks "));
    }

    @Test
    void existingAccountKeepsItsPasswordUnlessReplaceAndAlwaysItsRules() {
        var rules = Policy.of(List.of("block all"));
        store.accounts().put(new Account(ALICE, PasswordHashes.of(ALICE, "old")).with(rules));
        var kept = ArchiveSamples.imported(store, "alice@example.com,new");
        assertThat(kept.others()).isEqualTo(1);
        assertThat(store.accounts().find(ALICE).orElseThrow().secrets()).isEqualTo(PasswordHashes.of(ALICE, "old"));
        assertThat(alice("alice@example.com,new")).isEqualTo(PasswordHashes.of(ALICE, "new"));
        assertThat(store.accounts().find(ALICE).orElseThrow().policy()).isEqualTo(rules);
        String ha1 = PasswordHashes.of(ALICE, "new").get("MD5");
        assertThat(ArchiveSamples.imported(store, "address,ha1\nalice@example.com," + ha1)
                        .others())
                .as("the same password")
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'alice@example.com,'          | line 1: expected a password or ha1 for sip:alice@example.com but was none
            'a@b,secret,dbaee20caad62e6549613ea1ac81dd6c' | line 1: expected a password or ha1 for sip:a@b but was both
            'a@b,,secret'                 | line 1: expected ha1 to be 32 digits of 0-9 and a-f but was 6 characters that are not
            'a@b,secret,,more'            | line 1: expected 3 columns at the most but was 4
            'alice,secret'                | line 1: expected an address such as sip:alice@example.com but was "alice"
            'address,secret'              | line 1: expected columns address, password, ha1, ha1-sha-256 or ha1-sha-512-256 but was "secret"
            'a@b,"secret'                 | line 1: expected a quote at the end of a quoted field but was the end of the line
            'a@b,"secret"x'               | line 1: expected a separator behind a quoted field but was something else
            """)
    void malformedLineIsReportedWithoutItsSecret(String table, String message) {
        assertThatThrownBy(() -> ArchiveSamples.imported(store, table))
                .isInstanceOf(ArchiveException.class)
                .hasMessage(message);
    }

    @Test
    void repeatedAccountIsReportedWithItsLine() {
        assertThatThrownBy(() -> ArchiveSamples.imported(store, "address,password\na@b,x\nc@d,x\na@B,y\n"))
                .hasMessage("line 4: expected each account once but was sip:a@b again");
    }
}
