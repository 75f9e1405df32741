package io.aldis.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.server.Account;
import io.aldis.server.Policy;
import io.aldis.sip.Aor;
import io.aldis.store.sql.SqliteStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class UserTest {
    private static final Aor ALICE = Aor.parse("sip:alice@example.com");

    @TempDir
    private Path data;

    private Shell shell() {
        return Shell.in(data);
    }

    private void addAlice() {
        assertThat(shell().typing("rabbit-hole\n")
                        .run("user", "add", "sip:alice@example.com", "--password-stdin")
                        .code())
                .isZero();
    }

    private Account alice() {
        try (var store = SqliteStore.open(data)) {
            return store.accounts().find(ALICE).orElseThrow();
        }
    }

    /** RFC 7616 §3.4.2: H(user:realm:password), here from md5sum, sha256sum and openssl. */
    private static final Map<String, String> SECRETS = Map.of(
            "MD5", "dbaee20caad62e6549613ea1ac81dd6c",
            "SHA-256", "73f765022d9bb9eb3a5cba5fa6a34a87e8a595d92db1e707a5c4c3c3243cc14e",
            "SHA-512-256", "d4cc79ea29a5613aeb07891dc5b3d9fcf811d741f2c3f4f17856b284229e7201",
            "MD5 alice@example.com", "12dc59b62cf5ef7ba67e2a1d6f80a7e3",
            "SHA-256 alice@example.com", "c4957755a9bb267b62e806ea65ab30281b3101af1cadea8e55ba21a806f8094b",
            "SHA-512-256 alice@example.com", "5c2bc5f1991c905d9dac4fcb252e2c4559ed6f19899486efc31965a4f1d1a968");

    @Test
    void accountHasHashesForEveryAlgorithmAndNoPassword() throws Exception {
        addAlice();
        assertThat(alice().secrets()).isEqualTo(SECRETS);
        assertThat(Files.readString(data.resolve("aldis.db"), StandardCharsets.ISO_8859_1))
                .doesNotContain("rabbit-hole");
    }

    @Test
    void passwordComesFromInputVariableOrPromptAndIsNeverShown() {
        addAlice();
        var variable = shell().set("ALDIS_PASSWORD", "rabbit-hole").run("user", "password", "sip:alice@example.com");
        assertThat(variable.code()).isZero();
        assertThat(alice().secrets()).isEqualTo(SECRETS);
        var prompt = shell().answering("hidden", "hidden").run("user", "password", "sip:alice@example.com");
        assertThat(prompt.code()).isZero();
        assertThat(prompt.out() + prompt.err()).doesNotContain("hidden");
        assertThat(alice().secrets()).doesNotContainEntry("MD5", SECRETS.get("MD5"));
    }

    @Test
    void firstLineOfInputIsThePassword() {
        var ended = shell().typing("rabbit-hole\r\nand more\n")
                .run("user", "add", "sip:alice@example.com", "--password-stdin");
        assertThat(ended.code()).isZero();
        assertThat(alice().secrets()).isEqualTo(SECRETS);
    }

    @Test
    void existingAccountIsNotAddedAgain() {
        addAlice();
        var again = shell().typing("other\n").run("user", "add", "sip:alice@Example.COM", "--password-stdin");
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err())
                .contains("sip:alice@example.com has an account already")
                .hasLineCount(1);
        assertThat(alice().secrets()).isEqualTo(SECRETS);
    }

    @Test
    void accountsAreListedAsTextAndJson() {
        addAlice();
        shell().set("ALDIS_PASSWORD", "x").run("user", "add", "sip:bob@example.org");
        assertThat(shell().run("user", "list").out()).isEqualTo("sip:alice@example.com\nsip:bob@example.org\n");
        assertThat(shell().run("user", "list", "--domain", "example.org").out()).isEqualTo("sip:bob@example.org\n");
        var json =
                new JsonMapper().readTree(shell().run("user", "list", "--json").out());
        assertThat(json.size()).isEqualTo(2);
        assertThat(json.get(0).get("address").asString()).isEqualTo("sip:alice@example.com");
        assertThat(json.get(0).get("algorithms").toString()).isEqualTo("[\"MD5\",\"SHA-256\",\"SHA-512-256\"]");
        assertThat(json.get(1).get("domain").asString()).isEqualTo("example.org");
    }

    @Test
    void accountMayHaveItsOwnAcceptFirstSetting() {
        addAlice();
        for (String word : List.of("on", "OFF")) {
            assertThat(shell().run("user", "set", "sip:alice@example.com", "--accept-first", word)
                            .code())
                    .isZero();
            String small = word.toLowerCase(Locale.ROOT);
            assertThat(shell().run("user", "list").out())
                    .isEqualTo("sip:alice@example.com accept-first " + small + "\n");
            shell().set("ALDIS_PASSWORD", "other").run("user", "password", "sip:alice@example.com");
            assertThat(shell().run("user", "list", "--json").out()).contains("\"acceptFirst\":\"" + small + "\"");
        }
        assertThat(alice().secrets()).isNotEqualTo(SECRETS);
        shell().run("user", "set", "sip:alice@example.com", "--accept-first", "default");
        assertThat(shell().run("user", "list").out()).isEqualTo("sip:alice@example.com\n");
        var bad = shell().run("user", "set", "sip:alice@example.com", "--accept-first", "maybe");
        assertThat(bad.code()).isEqualTo(2);
        assertThat(bad.err()).contains("--accept-first").contains("maybe");
        var nobody = shell().run("user", "set", "sip:nobody@example.com", "--accept-first", "on");
        assertThat(nobody.err()).contains("sip:nobody@example.com has no account");
    }

    @Test
    void accountMayHaveItsOwnPolicy() {
        addAlice();
        var added = policy("--add", "allow SIP:bob@Example.net", "--add", "block all", "--add", "size 10");
        assertThat(added.out()).isEqualTo("allow bob@example.net\nblock all\nsize 10\n");
        assertThat(policy().out()).isEqualTo(added.out());
        assertThat(alice().policy()).isEqualTo(Policy.of(List.of("allow bob@example.net", "block all", "size 10")));
        assertThat(alice().secrets()).isEqualTo(SECRETS);
        assertThat(policy("--remove", "allow bob@example.net", "--add", "size 20")
                        .out())
                .isEqualTo("block all\nsize 20\n");
        assertThat(shell().run("user", "list", "--json").out()).contains("\"policy\":[\"block all\",\"size 20\"]");
        assertThat(policy("--clear", "--add", "drop strangers").out()).isEqualTo("drop strangers\n");
        assertThat(policy("--clear").out()).isEmpty();
    }

    @Test
    void malformedRuleChangesNothing() {
        addAlice();
        policy("--add", "block all");
        var wrong = policy("--clear", "--add", "deny bob@example.net");
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err())
                .contains("expected allow, block, drop, unwanted or reject")
                .contains("deny bob@example.net");
        assertThat(policy("--remove", "drop all").err()).contains("has no rule \"drop all\" but [block all]");
        assertThat(policy().out()).isEqualTo("block all\n");
        assertThat(shell().run("user", "policy", "sip:nobody@example.com").err())
                .contains("has no account");
    }

    private Shell.Ended policy(String... more) {
        var all = new java.util.ArrayList<>(List.of("user", "policy", "sip:alice@example.com"));
        all.addAll(List.of(more));
        return shell().run(all.toArray(String[]::new));
    }

    @Test
    void removedAccountIsNotListed() {
        addAlice();
        assertThat(shell().run("user", "remove", "sip:alice@example.com").code())
                .isZero();
        assertThat(shell().run("user", "list").out()).isEmpty();
        var again = shell().run("user", "remove", "sip:alice@example.com");
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).isEqualTo("aldis: sip:alice@example.com has no account in " + data + "\n");
    }

    @Test
    void passwordOfAnUnknownUserCannotBeChanged() {
        addAlice();
        var ended = shell().set("ALDIS_PASSWORD", "x").run("user", "password", "sip:nobody@example.com");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("sip:nobody@example.com has no account");
    }

    @Test
    void accountWithoutPasswordIsNotAdded() {
        var nobody = shell().run("user", "add", "sip:alice@example.com");
        assertThat(nobody.code()).isEqualTo(2);
        assertThat(nobody.err()).contains("Expected a password: give --password-stdin, set ALDIS_PASSWORD");
        assertThat(shell().typing("\n")
                        .run("user", "add", "sip:alice@example.com", "--password-stdin")
                        .code())
                .isEqualTo(2);
        var unlike = shell().answering("one", "two").run("user", "add", "sip:alice@example.com");
        assertThat(unlike.code()).isEqualTo(1);
        assertThat(unlike.err()).contains("The two passwords are not the same");
        assertThat(shell().run("user", "list").out()).isEmpty();
    }

    @Test
    void dataDirectoryThatCannotBeMadeIsReported() throws Exception {
        Path file = Files.createFile(data.resolve("file"));
        var ended = Shell.in(file).run("user", "list");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains(file.toString()).hasLineCount(1);
    }
}
