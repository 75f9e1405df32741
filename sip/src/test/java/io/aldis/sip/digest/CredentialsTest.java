package io.aldis.sip.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aldis.sip.SyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
    private static final String GOOD = """
            Digest username="alice", realm="example.com", nonce="abc", uri="sip:example.com", response="00ff", \
            algorithm=MD5, cnonce="xyz", qop=auth, nc=00000001, opaque="o\"""";

    private static final Credentials READ = new Credentials(
            "alice",
            "example.com",
            "abc",
            "sip:example.com",
            "00ff",
            "MD5",
            new Qop.Auth("xyz", "00000001"),
            Optional.of("o"));

    @Test
    @Tag("7616-3.4-01")
    void credentialsAreWrittenWithQuotesAsInTheRfc() {
        assertThat(READ.text()).isEqualTo(GOOD);
        assertThat(Credentials.parse(GOOD)).contains(READ);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "digest nc=00000001,qop=auth,cnonce=\"xyz\",response=\"00ff\",uri=\"sip:example.com\",nonce=\"abc\","
                        + "realm=\"example.com\",username=\"alice\",opaque=\"o\"",
                "DIGEST  Username = \"alice\" , REALM=\"example.com\",\r\n\tnonce=\"abc\",uri=\"sip:example.com\","
                        + " response=\"00ff\", algorithm=\"MD5\", cnonce=\"xyz\", qop=\"auth\", nc=\"00000001\", opaque=\"o\"",
                "Digest ,,username=\"alice\",,realm=\"example.com\",nonce=\"abc\",uri=\"sip:example.com\",response=00ff,"
                        + "cnonce=xyz,qop=AUTH,nc=00000001,opaque=o,algorithm=MD5,auth-param=\"a,b=\\\"c\",auth-param=2,",
            })
    void orderBlanksCaseQuotesAndUnknownDirectivesDoNotMatter(String header) {
        assertThat(Credentials.parse(header)).contains(READ);
    }

    @Test
    void escapesInQuotedStringsAreDecodedAndWrittenAgain() {
        String header = GOOD.replace("\"alice\"", "\"al\\\"i\\\\ce\"");
        Credentials credentials = Credentials.parse(header).orElseThrow();
        assertThat(credentials.username()).isEqualTo("al\"i\\ce");
        assertThat(credentials.text()).isEqualTo(header);
    }

    @Test
    @Tag("3261-22-01")
    @Tag("8760-2.6-01")
    void credentialsOfAnotherSchemeAreIgnored() {
        assertThat(Credentials.parse("Basic YWxpY2U6c2VjcmV0")).isEmpty();
        assertThat(Credentials.parse("DigestX username=\"alice\"")).isEmpty();
        assertThat(Credentials.parse("Digest=1")).isEmpty();
        assertThat(Credentials.parse("")).isEmpty();
    }

    @Tag("7616-3.4-04")
    @ParameterizedTest
    @ValueSource(strings = {"username", "realm", "nonce", "uri", "response", "cnonce", "nc"})
    void missingDirectiveIsNamed(String directive) {
        String header = GOOD.replace(directive + '=', "x-" + directive + '=');
        if (directive.equals("nonce")) header = header.replace("cx-nonce", "cnonce");
        assertBroken(header).withMessageContaining("the directive " + directive);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"username", "realm", "nonce", "uri", "response", "algorithm", "cnonce", "qop", "nc", "opaque"})
    void repeatedDirectiveIsRefused(String directive) {
        assertBroken(GOOD + ", " + directive.toUpperCase(Locale.ROOT) + "=1").withMessageContaining(directive);
    }

    @Test
    @Tag("7616-3.4-05")
    void usernameAndUsernameStarTogetherAreRefused() {
        assertBroken(GOOD + ", username*=UTF-8''bob").withMessageContaining("username");
    }

    @Test
    @Tag("3261-22.4-01")
    void digestUriWithoutQuotesIsRefused() {
        assertBroken(GOOD.replace("\"sip:example.com\"", "sip:example.com"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Digest",
                "Digest username",
                "Digest username=",
                "Digest =\"alice\"",
                "Digest username=\"alice",
                "Digest username=\"alice\\",
                "Digest username=\"alice\\\"",
                "Digest username=\"alice\" realm=\"example.com\"",
                "Digest username=\"alice\"; realm=\"example.com\"",
                "Digest username=@",
            })
    void malformedCredentialsAreRefused(String header) {
        assertBroken(header);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000000g", "000000001", "-1", "\"\"", "\u0661"})
    void malformedNonceCountIsRefused(String nc) {
        assertBroken(GOOD.replace("00000001", nc));
    }

    @Test
    void credentialsWithLineBreakInAValueAreRefused() {
        assertBroken(GOOD.replace("alice", "al\r\nVia: ice"));
        assertBroken(GOOD.replace("xyz", "x\ny"));
        assertBroken(GOOD.replace("=MD5", "=\"M\nD5\""));
        assertBroken(GOOD.replace("=auth", "=\"x\ny\""));
    }

    @Test
    void responseOfMalformedCredentialsIsNotInTheErrorMessage() {
        assertBroken("Digest response=\"5e1f7ab4\" oops").withMessageNotContaining("5e1f7ab4");
    }

    @Test
    void mutatedTextIsReadOrRefusedButNeverBreaksTheReader() {
        var random = new Random(3428);
        int read = 0;
        for (int i = 0; i < 60_000; i++) read += survive(mutate(GOOD, random)) ? 1 : 0;
        assertThat(read).isBetween(1000, 59_000);
    }

    static String mutate(String text, Random random) {
        var out = new StringBuilder(text);
        String spice = "\"\\,=; \t\r\n\0<>*aD0\u00e9\ud83d";
        for (int n = random.nextInt(4); n >= 0; n--) {
            int at = random.nextInt(out.length());
            char c = spice.charAt(random.nextInt(spice.length()));
            switch (random.nextInt(4)) {
                case 0 -> out.setCharAt(at, c);
                case 1 -> out.insert(at, c);
                case 2 -> out.deleteCharAt(at);
                default -> out.insert(at, text, 0, random.nextInt(text.length()));
            }
        }
        return out.toString();
    }

    private static boolean survive(String header) {
        try {
            var credentials = Credentials.parse(header);
            credentials.ifPresent(
                    one -> assertThat(Credentials.parse(one.text())).contains(one));
            return credentials.isPresent();
        } catch (SyntaxException refused) {
            assertThat(refused.sentence()).isNotEmpty();
            return false;
        }
    }

    private static ThrowableAssertAlternative<SyntaxException> assertBroken(String header) {
        return assertThatExceptionOfType(SyntaxException.class).isThrownBy(() -> Credentials.parse(header));
    }
}
