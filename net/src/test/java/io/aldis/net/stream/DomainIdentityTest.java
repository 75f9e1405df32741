package io.aldis.net.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.aldis.net.TestAuthority;
import io.aldis.net.TestAuthority.Holder;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The domains that a certificate is valid for (RFC 5922 §7.1, §7.2). */
class DomainIdentityTest {
    private static final TestAuthority AUTHORITY = new TestAuthority("authority");

    private static X509Certificate certificate(String name, String... alternatives) {
        try {
            byte[] der = AUTHORITY.issue(Holder.of(name, alternatives));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Tag("5922-7.1-02")
    void sipUriWithoutUserIsADomainIdentity() {
        assertThat(DomainIdentity.of(certificate("x", "uri:sip:example.test", "uri:SIP:b.test;transport=tcp")))
                .containsExactly("example.test", "b.test");
    }

    @Test
    @Tag("5922-7.1-02")
    void uriOfAUserOrAnotherSchemeIsNoDomainIdentity() {
        assertThat(DomainIdentity.of(certificate("x", "uri:sip:bob@example.test", "uri:sips:example.test")))
                .isEmpty();
    }

    @Test
    @Tag("5922-7.1-02")
    void dnsNameCountsOnlyWithoutASipUri() {
        assertThat(DomainIdentity.of(certificate("x", "dns:a.test", "uri:sip:bob@b.test")))
                .containsExactly("a.test");
        assertThat(DomainIdentity.of(certificate("x", "dns:a.test", "uri:sip:b.test")))
                .containsExactly("b.test");
    }

    @Test
    @Tag("5922-7.1-02")
    void commonNameCountsOnlyWithoutASubjectAltName() {
        assertThat(DomainIdentity.of(certificate("a.test"))).containsExactly("a.test");
        assertThat(DomainIdentity.of(certificate("a.test", "uri:https:b.test"))).isEmpty();
    }

    @Test
    @Tag("5922-7.2-01")
    void domainNamesAreComparedWholeAndWithoutCase() {
        X509Certificate certificate = certificate("x", "dns:Example.Test", "dns:*.wild.test", "dns:.dot.test");
        assertThat(DomainIdentity.isFor(certificate, "exAmple.test")).isTrue();
        assertThat(DomainIdentity.isFor(certificate, "a.example.test")).isFalse();
        assertThat(DomainIdentity.isFor(certificate, "a.wild.test")).isFalse();
        assertThat(DomainIdentity.isFor(certificate, "a.dot.test")).isFalse();
        assertThat(DomainIdentity.isFor(certificate, "test")).isFalse();
    }
}
