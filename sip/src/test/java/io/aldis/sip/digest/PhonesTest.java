package io.aldis.sip.digest;

import static io.aldis.sip.digest.Algorithm.MD5;
import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.Method;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials as phones write them (seen in November 2026): order, quotes, blanks, uri and count are theirs. */
class PhonesTest {
    private static final DigestResult ALICE = new DigestResult.Accepted("alice");
    private static final DigestResult OLD = new DigestResult.Stale(Nonces.Standing.STALE);

    /** Each with the blanks that stand after the colon. */
    enum Phone {
        SIPSAK("""
                 Digest username="alice", uri="sip:127.0.0.1", algorithm=MD5, realm="example.com", nonce="@NONCE", \
                qop=auth, nc=00000001, cnonce="1f2e3d4c", response="@AUTH"
                """),
        SIPP("""
                 Digest username="alice",realm="example.com",cnonce="1f2e3d4c",nc=00000001,qop=auth,\
                uri="sip:127.0.0.1:15060",nonce="@NONCE",response="@AUTH",algorithm="MD5"
                """),
        BARESIP("""
                 Digest username="alice", realm="example.com", nonce="@NONCE", uri="sip:example.com;transport=udp", \
                response="@AUTH", cnonce="1f2e3d4c", qop=auth, nc=00000001, algorithm=MD5
                """),
        LINPHONE("""
                  Digest realm="example.com", nonce="@NONCE", algorithm=MD5, username="alice",  uri="sip:example.com", \
                response="@AUTH", cnonce="1f2e3d4c", nc=00000001, qop=auth
                """),
        TWINKLE("""
                 Digest username="alice",realm="example.com",nonce="@NONCE",uri="sip:example.com",response="@AUTH",\
                algorithm=MD5,cnonce="1f2e3d4c",qop=auth,nc=00000001
                """),
        LIBPURPLE("""
                 Digest username="alice", realm="example.com", nonce="@NONCE", uri="sip:example.com", nc="00000001", \
                response="@OLD"
                """),
        JAIN_SIP("""
                 Digest realm="example.com",nonce="@NONCE",algorithm=MD5,qop=auth,username="alice",\
                uri="sip:example.com",nc=00000001,cnonce="xyz",response="@AUTH"
                """),
        NET_SIP("""
                 Digest algorithm=MD5, cnonce="1f2e3d4c", nc=00000001, nonce="@NONCE", qop=auth, realm="example.com", \
                response="@AUTH", uri="sip:127.0.0.1:15060", username="alice"
                """),
        JSSIP("""
                 Digest algorithm=MD5, username="alice", realm="example.com", nonce="@NONCE", uri="sip:example.com", \
                response="@AUTH", qop=auth, cnonce="1f2e3d4c", nc=00000001
                """),
        SIP_JS("""
                 Digest algorithm=MD5, username="alice", realm="example.com", nonce="@NONCE", uri="sip:example.com", \
                response="@AUTH", opaque="", qop=auth, cnonce="1f2e3d4c", nc=00000001
                """);

        final String text;

        Phone(String text) {
            this.text = text;
        }
    }

    private final DigestServer hall = new DigestServer();

    @ParameterizedTest
    @EnumSource
    @Tag("3261-22.4-03")
    void eachPhoneIsAcceptedInItsOwnSpelling(Phone phone) {
        assertThat(hall.hear(fill(phone.text, "secret"))).isEqualTo(ALICE);
    }

    @ParameterizedTest
    @EnumSource
    void eachPhoneIsRefusedWithAnotherPassword(Phone phone) {
        assertThat(hall.hear(fill(phone.text, "guess"))).isEqualTo(new DigestResult.Refused(Refusal.WRONG_RESPONSE));
    }

    /** SIPp and sipsak quote the algorithm, or do not; a challenge without it gets an answer without it. */
    @ParameterizedTest
    @ValueSource(strings = {"algorithm=MD5,", "algorithm=\"MD5\",", "algorithm=md5,", ""})
    void algorithmParameterMayBeQuotedOrMissing(String algorithm) {
        assertThat(hall.hear(fill(Phone.LINPHONE.text.replace("algorithm=MD5,", algorithm), "secret")))
                .isEqualTo(ALICE);
    }

    @Test
    @Tag("8760-2.6-03")
    void libpurpleIsAcceptedWithoutQopAndItsCountIsIgnored() {
        String nonce = hall.nonce();
        String first = fill(Phone.LIBPURPLE.text, "secret", nonce);
        assertThat(hall.hear(first)).isEqualTo(ALICE);
        assertThat(hall.hear(first.replace("00000001", "00000002")))
                .as("it counts up and repeats the response: that is a replay, to be asked again")
                .isEqualTo(OLD);
        assertThat(hall.hear(fill(Phone.LIBPURPLE.text, "secret", hall.nonce())))
                .isEqualTo(ALICE);
    }

    @Test
    void linphoneReusesTheNonceWithTheNextCount() {
        String nonce = hall.nonce();
        assertThat(hall.hear(fill(Phone.LINPHONE.text, "secret", nonce))).isEqualTo(ALICE);
        assertThat(hall.hear(fill(Phone.LINPHONE.text.replace("00000001", "00000002"), "secret", nonce)))
                .isEqualTo(ALICE);
    }

    @Test
    void jainWithConstantCountAndCnonceIsAcceptedOncePerNonce() {
        String nonce = hall.nonce();
        assertThat(hall.hear(fill(Phone.JAIN_SIP.text, "secret", nonce))).isEqualTo(ALICE);
        assertThat(hall.hear(fill(Phone.JAIN_SIP.text, "secret", nonce))).isEqualTo(OLD);
        assertThat(hall.hear(fill(Phone.JAIN_SIP.text, "secret", hall.nonce()))).isEqualTo(ALICE);
    }

    @Test
    void twinklesWithTheSameCnonceAreBothAccepted() {
        assertThat(hall.hear(fill(Phone.TWINKLE.text, "secret", hall.nonce()))).isEqualTo(ALICE);
        assertThat(hall.hear(fill(Phone.TWINKLE.text, "secret", hall.nonce()))).isEqualTo(ALICE);
    }

    private String fill(String phone, String password) {
        return fill(phone, password, hall.nonce());
    }

    private static String fill(String phone, String password, String nonce) {
        String cnonce = phone.contains("xyz") ? "xyz" : "1f2e3d4c";
        String text = phone.replace("@NONCE", nonce);
        String a2 = Method.REGISTER + ":" + text.replaceFirst("(?s).*uri=\"([^\"]*)\".*", "$1");
        String nc = text.replaceFirst("(?s).*nc=\"?(\\w+).*", "$1");
        String ha1 = MD5.ha1("alice", "example.com", password);
        return text.replace("@AUTH", DigestServer.auth(MD5, ha1, nonce, nc, cnonce, a2))
                .replace("@OLD", DigestServer.old("alice", password, nonce, a2));
    }
}
