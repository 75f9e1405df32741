package io.aldis.sip.digest;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.sip.Method;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The worked examples of the RFCs give the printed digests. */
class RfcExamplesTest {
    private static final Method GET = Method.of("GET");

    @Test
    void exampleOfRfc2617IsComputed() {
        assertRight(Algorithm.MD5, "Circle Of Life", """
                Digest username="Mufasa",
                  realm="testrealm@host.com",
                  nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093",
                  uri="/dir/index.html",
                  qop=auth,
                  nc=00000001,
                  cnonce="0a4f113b",
                  response="6629fae49393a05397450978507c4ef1",
                  opaque="5ccc069c403ebaf9f0171e9517f40e41"
                """);
    }

    @Test
    @Tag("8760-2.6-03")
    void exampleOfRfc2069IsComputedAsInItsErratum() {
        assertRight(Algorithm.MD5, "CircleOfLife", """
                Digest username="Mufasa", realm="testrealm@host.com",
                  nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", uri="/dir/index.html",
                  response="1949323746fe6a43ef61f9606e7febea", opaque="5ccc069c403ebaf9f0171e9517f40e41"
                """);
    }

    @Test
    void md5ExampleOfRfc7616IsComputed() {
        assertRight(Algorithm.MD5, "Circle of Life", """
                Digest username="Mufasa",
                  realm="http-auth@example.org",
                  uri="/dir/index.html",
                  algorithm=MD5,
                  nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
                  nc=00000001,
                  cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
                  qop=auth,
                  response="8ca523f5e9506fed4657c9700eebdbec",
                  opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
                """);
    }

    @Test
    @Tag("8760-2.1-01")
    void sha256ExampleOfRfc7616IsComputed() {
        assertRight(Algorithm.SHA_256, "Circle of Life", """
                Digest username="Mufasa",
                  realm="http-auth@example.org",
                  uri="/dir/index.html",
                  algorithm=SHA-256,
                  nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
                  nc=00000001,
                  cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
                  qop=auth,
                  response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
                  opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
                """);
    }

    /** The response printed in RFC 7616 §3.9.2 is not SHA-512/256; this is its erratum's number, got from another implementation too. */
    @Test
    @Tag("8760-2.1-01")
    @Tag("7616-4-01")
    void sha512ExampleOfRfc7616IsComputedAsInItsErratum() {
        assertRight(Algorithm.SHA_512_256, "Secret, or not?", """
                Digest username="J\u00e4s\u00f8n Doe",
                  realm="api@example.org",
                  uri="/doe.json",
                  algorithm=SHA-512-256,
                  nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK",
                  nc=00000001,
                  cnonce="NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v",
                  qop=auth,
                  response="3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5",
                  opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS"
                """);
    }

    private static void assertRight(Algorithm algorithm, String password, String header) {
        Credentials credentials = Credentials.parse(header).orElseThrow();
        String ha1 = algorithm.ha1(credentials.username(), credentials.realm(), password);
        var hasher = new Hashers().of(algorithm);
        assertThat(hasher.response(GET, credentials, ha1)).isEqualTo(credentials.response());
        assertThat(hasher.matches(GET, credentials, ha1)).isTrue();
        assertThat(hasher.matches(Method.of("PUT"), credentials, ha1)).isFalse();
    }
}
