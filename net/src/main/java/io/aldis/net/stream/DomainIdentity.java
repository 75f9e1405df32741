package io.aldis.net.stream;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** The SIP domains that a certificate is valid for (RFC 5922 §7.1, §7.2). */
final class DomainIdentity {
    private static final int DNS = 2;
    private static final int URI = 6;

    private DomainIdentity() {}

    /** Compares whole names, ignoring case; wildcards are not expanded (RFC 5922 §7.2). */
    static boolean isFor(X509Certificate certificate, String domain) {
        return of(certificate).stream().anyMatch(domain::equalsIgnoreCase);
    }

    /** The hosts of sip: URIs without a user; if there are none, the DNS names; if there is no subjectAltName, the common names. */
    static List<String> of(X509Certificate certificate) {
        Collection<List<?>> names = alternatives(certificate);
        if (names.isEmpty()) return commonName(certificate);
        var hosts = new ArrayList<String>();
        var dns = new ArrayList<String>();
        for (List<?> name : names) {
            String text = String.valueOf(name.get(1));
            if (name.get(0).equals(DNS)) dns.add(text);
            else if (name.get(0).equals(URI) && isDomain(text)) hosts.add(host(text));
        }
        return hosts.isEmpty() ? dns : hosts;
    }

    private static Collection<List<?>> alternatives(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException e) {
            return List.of(List.of(-1, "")); // cannot be parsed: no identities, and no common name either
        }
    }

    private static boolean isDomain(String uri) {
        return uri.toLowerCase(Locale.ROOT).startsWith("sip:") && uri.indexOf('@') < 0;
    }

    private static String host(String uri) {
        String rest = uri.substring("sip:".length());
        int end = 0;
        while (end < rest.length() && ":;?".indexOf(rest.charAt(end)) < 0) end++;
        return rest.substring(0, end);
    }

    private static List<String> commonName(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .map(String::valueOf)
                            .toList();
        } catch (InvalidNameException e) {
            return List.of();
        }
    }
}
