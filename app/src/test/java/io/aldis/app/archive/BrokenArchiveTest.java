package io.aldis.app.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aldis.store.sql.SqlStore;
import io.aldis.store.sql.SqliteStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Error messages for malformed archive lines. */
@Timeout(60)
class BrokenArchiveTest {
    private static final String HEAD = "{\"format\":\"aldis-archive\",\"version\":1}\n";
    private static final String END = "{\"type\":\"end\",\"accounts\":0,\"devices\":0,\"letters\":0}\n";

    @TempDir
    Path directory;

    private SqlStore store;

    @BeforeEach
    void open() {
        store = SqliteStore.open(directory);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void says(String archive, String sentence) {
        assertThatThrownBy(() -> ArchiveSamples.imported(store, archive))
                .isInstanceOf(ArchiveException.class)
                .hasMessage(sentence);
    }

    @Test
    void emptyArchiveIsAccepted() {
        assertThat(ArchiveSamples.imported(store, HEAD + END).read()).isEqualTo(Counts.NONE);
        assertThat(ArchiveSamples.exported(store)).isEqualTo(HEAD + END);
    }

    @Test
    void headIsCheckedFirst() {
        String head = "{\"format\":\"aldis-archive\",\"version\":1}";
        says("", "line 1: expected an archive or a table of accounts but was empty");
        says("{}\n", "line 1: expected " + head + " but was another line");
        says(END, "line 1: expected " + head + " but was another line");
        says("{\"format\":\"zip\"}", "line 1: expected " + head + " but was the format \"zip\"");
        says(
                HEAD.replace("1}", "2}"),
                "line 1: was written by a newer Aldis: the archive has version 2, this one knows 1");
        says(
                HEAD.replace("1}", "\"1\"}"),
                "line 1: expected \"version\" to be a number from 0 to 9223372036854775807 but was \"\"1\"\"");
    }

    @Test
    void endIsCheckedAgainstTheCounts() {
        says(HEAD, "line 2: expected {\"type\":\"end\",…} but was no more: something is missing");
        says(
                HEAD + END.replace("\"devices\":0", "\"devices\":1"),
                "line 2: expected 0 accounts, 1 devices, 0 messages before the end but was 0 accounts, 0 devices, 0 messages");
        says(HEAD + END + END, "line 3: expected nothing after the end but was one more line");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {                                       | one JSON object but was something else, from column 2 on
            []                                      | a JSON object but was ARRAY
            {"type":"account","type":"device"}      | one JSON object but was something else, from column 25 on
            {"type":"end"} {}                       | one JSON object but was something else, from column 16 on
            {"account":"sip:a@b"}                   | "type" to be a string but was MISSING
            {"type":"binding"}                      | "type" to be one of [account, device, letter, end] but was "binding"
            """)
    void lineMustBeOneObjectOfAKnownType(String line, String expected) {
        says(HEAD + line + "\n" + END, "line 2: expected " + expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "account":"bob","secrets":{}            | "account" to be sip:user@domain but was "bob"
            "account":"sip:a@b"                     | a JSON object but was MISSING
            "account":"sip:a@b","secrets":{},"x":1  | no other property than [type, account, secrets, acceptFirst, policy] but was "x"
            "account":"sip:a@b","secrets":{},"policy":"block all" | "policy" to be a list of rules but was STRING
            "account":"sip:a@b","secrets":{"MD4":""}| no other property than [MD5, MD5 a@b, SHA-256, SHA-256 a@b, SHA-512-256, SHA-512-256 a@b] but was "MD4"
            "account":"sip:a@b","secrets":{"MD5":"0123456789ABCDEF0123456789ABCDEF"} | "MD5" to be 32 digits of 0-9 and a-f but was 32 characters that are not
            "account":"sip:a@b","secrets":{"SHA-256":"rabbit-hole"} | "SHA-256" to be 64 digits of 0-9 and a-f but was 11 characters that are not
            """)
    void accountLineNeedsAnAddressAndSecrets(String properties, String expected) {
        says(HEAD + "{\"type\":\"account\"," + properties + "}\n" + END, "line 2: expected " + expected);
    }

    private static final String MESSAGE = """
            {"type":"letter","account":"sip:a@b","sender":"sip:c@d","kind":"text","arrived":"2026-11-23T10:00:00Z",\
            "expires":"2999-11-23T10:00:00Z","seed":"7","waiting":[{"device":"a","tries":0,"notBefore":"1970-01-01T00:00:00Z"}],\
            "octets":"aGk="}
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "kind":"text"     | "kind":"fax"     | "kind" to be one of [text, receipt] but was "fax"
            2026-11-23T10:00:00Z | noon          | "arrived" to be a time such as 2026-11-23T12:00:00Z, from 1970 to 9999 but was "noon"
            2999-11-23T10     | +999999999-11-23T10 | "expires" to be a time such as 2026-11-23T12:00:00Z, from 1970 to 9999 but was "+999999999-11-23T10:00:00Z"
            "seed":"7"        | "seed":7         | "seed" to be a string but was NUMBER
            "seed":"7"        | "seed":"7.5"     | "seed" to be a string with a whole number but was "7.5"
            aGk=              | aG*=             | "octets" to be in Base64 but was a string of 4 characters that is not
            aGk=              | ``               | "octets" to be a message in Base64 but was empty
            "tries":0         | "tries":-1       | "tries" to be a number from 0 to 2147483647 but was "-1"
            "tries":0         | "tries":2147483648 | "tries" to be a number from 0 to 2147483647 but was "2147483648"
            """)
    void everyPropertyOfAMessageIsChecked(String good, String bad, String expected) {
        says(
                HEAD + MESSAGE.replaceFirst(java.util.regex.Pattern.quote(good), bad) + END,
                "line 2: expected " + expected);
    }

    @Test
    void devicesOfATakenMessageMustBePresentAndDistinct() {
        String waiting = MESSAGE.replaceAll(".*\"waiting\":\\[(.*?)].*\\R", "$1");
        says(
                HEAD + MESSAGE.replace("[" + waiting + "]", "{}") + END,
                "line 2: expected \"waiting\" to be a list of devices but was OBJECT");
        says(
                HEAD + MESSAGE.replace("\"waiting\":[" + waiting, "\"taken\":true,\"waiting\":[") + END,
                "line 2: expected \"waiting\" to name a device, since another has taken it but was empty");
        says(
                HEAD + MESSAGE.replace("\"waiting\"", "\"taken\":1,\"waiting\"") + END,
                "line 2: expected \"taken\" to be true or false but was NUMBER");
        says(
                HEAD + MESSAGE.replace(waiting, waiting + "," + waiting) + END,
                "line 2: expected each device of \"waiting\" once but was \"a\" twice");
    }

    @Test
    void accountsMayStandInAnyOrderButOnlyOnce() {
        String account = "{\"type\":\"account\",\"account\":\"sip:%s@b\",\"secrets\":{}}\n";
        String end = "{\"type\":\"end\",\"accounts\":2,\"devices\":0,\"letters\":0}\n";
        assertThat(ArchiveSamples.imported(store, HEAD + account.formatted("b") + account.formatted("a") + end)
                        .fresh()
                        .accounts())
                .isEqualTo(2);
        says(
                HEAD + account.formatted("b") + account.formatted("a") + account.formatted("b"),
                "line 4: expected each account once but was sip:b@b again");
    }

    @Test
    void messagesMustStandInOrderOfTheirAccounts() {
        says(
                HEAD + MESSAGE + MESSAGE + MESSAGE.replace("sip:a@b", "sip:a@a"),
                "line 4: expected a message for sip:a@b or an account behind it (by domain, then by user) but was sip:a@a");
    }

    @Test
    void endlessLineIsRefused() {
        says(
                HEAD + " ".repeat(BoundedLines.LONGEST + 1),
                "line 2: expected a line of 16777216 octets at the most but was longer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\n"})
    void crlfAndLfLineEndsAreAccepted(String end) {
        assertThat(ArchiveSamples.imported(store, (HEAD + END).replace("\n", end))
                        .read())
                .isEqualTo(Counts.NONE);
    }
}
