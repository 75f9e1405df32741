package io.aldis.app.command;

import io.aldis.app.config.Configuration;
import io.aldis.net.Listen;
import io.aldis.server.Host;
import io.aldis.sip.HostPort;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A name in a certificate (subjectAltName, RFC 5280 §4.2.1.6).
 *
 * @param kind as in RFC 5280: 2 for a host, 6 for a URI, 7 for an address
 */
record SubjectName(int kind, String value) {
    private static final int DNS = 2;
    private static final int URI = 6;
    private static final int ADDRESS = 7;

    /**
     * The names of the server's certificate: each domain as DNS name and as SIP URI (RFC 5922 §7.1), the advertised host, the addresses of TLS
     * listeners, and this machine.
     */
    static List<SubjectName> of(Configuration configuration) {
        Set<SubjectName> names = new LinkedHashSet<>();
        for (Host domain : configuration.domains()) {
            names.add(host(domain.name()));
            names.add(new SubjectName(URI, "sip:" + domain.name()));
        }
        configuration.advertise().map(Host::name).map(SubjectName::host).ifPresent(names::add);
        for (Listen each : configuration.listen())
            if (each.transport().secure() && !isWildcard(each)) names.add(host(each.host()));
        names.add(host("localhost"));
        names.add(host("127.0.0.1"));
        return List.copyOf(names);
    }

    private static boolean isWildcard(Listen listen) {
        return listen.host().equals("0.0.0.0") || listen.host().equals("[::]");
    }

    private static SubjectName host(String host) {
        String bare = HostPort.of(host, 1).bareHost();
        try {
            return new SubjectName(ADDRESS, InetAddress.ofLiteral(bare).getHostAddress());
        } catch (IllegalArgumentException name) {
            return new SubjectName(DNS, bare);
        }
    }

    /** Whether the certificate has all the names. */
    static boolean all(X509Certificate certificate, List<SubjectName> names) throws CertificateParsingException {
        Collection<List<?>> there = certificate.getSubjectAlternativeNames();
        return there != null && names.stream().allMatch(name -> there.stream().anyMatch(name::is));
    }

    private boolean is(List<?> alternative) {
        return alternative.get(0).equals(kind) && value.equalsIgnoreCase(String.valueOf(alternative.get(1)));
    }

    /** In the syntax of keytool. */
    @Override
    public String toString() {
        return (kind == DNS ? "dns:" : kind == URI ? "uri:" : "ip:") + value;
    }
}
