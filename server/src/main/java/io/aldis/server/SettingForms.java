package io.aldis.server;

import io.aldis.sip.Method;
import io.aldis.sip.SoftwareName;
import io.aldis.sip.digest.Algorithm;
import io.aldis.sip.settings.Form;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How settings of this module are written whose type does not say it; for {@link io.aldis.sip.settings.Setting#as}. */
public final class SettingForms {
    private SettingForms() {}

    /** Domains: {@code none}, {@code all} or a list. */
    @Form("a domain or host such as example.com")
    public static final class DomainSet {
        private DomainSet() {}

        public static String parse(String text) {
            return Host.parse(text).name();
        }

        public static Domains collect(List<String> names) {
            if (names.contains("all")) return Domains.ALL;
            return names.equals(List.of("none")) ? Domains.NONE : Domains.of(names);
        }
    }

    /** Domains: {@code true} for all, {@code false} for none, or a list. */
    @Form("a domain or host such as example.com")
    public static final class AnyHost {
        private AnyHost() {}

        public static String parse(String text) {
            return Host.parse(text).name();
        }

        public static Domains collect(List<String> names) {
            boolean all = names.contains("true");
            if (!all && !names.contains("false")) return Domains.of(names);
            if (names.size() > 1)
                throw new IllegalArgumentException("expected true, false or a list of domains but was " + names);
            return all ? Domains.ALL : Domains.NONE;
        }
    }

    /** Methods that are off. */
    @Form("a method that can be off, such as MESSAGE (not REGISTER, OPTIONS, ACK, CANCEL or BYE)")
    public static final class MethodOff {
        private MethodOff() {}

        public static Method parse(String text) {
            Method method = Method.of(text);
            if (!method.known() || !Methods.canBeOff(method))
                throw new IllegalArgumentException("method: cannot be off");
            return method;
        }

        public static Methods collect(List<Method> off) {
            return new Methods(Set.copyOf(off));
        }
    }

    /** A digest algorithm, read to its token. */
    @Form("MD5, SHA-256 or SHA-512-256")
    public static final class DigestAlgorithm {
        private DigestAlgorithm() {}

        public static String parse(String text) {
            return Algorithm.of(text)
                    .filter(algorithm -> !algorithm.session())
                    .map(Algorithm::token)
                    .orElseThrow(() -> new IllegalArgumentException("algorithm: unknown"));
        }
    }

    /** The value of a Server header (RFC 3261 §20.35), or {@code none}. */
    @Form("none, or products and comments such as Acme/1.2 (campus)")
    public static final class ServerHeader {
        private ServerHeader() {}

        public static Optional<SoftwareName> parse(String text) {
            return text.equals("none") ? Optional.empty() : Optional.of(new SoftwareName(text));
        }
    }

    /** The URL of a signed card, {@code https://host/path} in ASCII. It goes into the Call-Info header of a 608 response (RFC 8688 §3.1). */
    @Form("an https address such as https://example.com/complaints.jws")
    public static final class CardAddress {
        private CardAddress() {}

        public static URI parse(String text) {
            URI uri = URI.create(text);
            if (!"https".equalsIgnoreCase(uri.getScheme())
                    || uri.getHost() == null
                    || !uri.toASCIIString().equals(text))
                throw new IllegalArgumentException("card: expected an https address but was \"" + text + "\"");
            return uri;
        }
    }

    /** Networks that are forbidden. */
    @Form("a network such as 192.0.2.0/24")
    public static final class Network {
        private Network() {}

        public static Cidr parse(String text) {
            return Cidr.parse(text);
        }

        public static Forbidden collect(List<Cidr> networks) {
            return new Forbidden(networks);
        }
    }

    /**
     * One policy rule for all accounts of a domain: {@code example.com=block *@example.net}.
     *
     * @param domain in lower case, or {@code all}
     * @param line as {@link Policy#of} reads it
     */
    @Form("DOMAIN=RULE such as example.com=block *@example.net or all=size 4096")
    public record DomainRule(String domain, String line) {
        public static DomainRule parse(String text) {
            int equals = text.indexOf('=');
            if (equals < 1)
                throw new IllegalArgumentException(
                        "policy: expected a domain or all before the = but was \"" + text + '"');
            String line = text.substring(equals + 1).strip();
            Policy.of(List.of(line));
            return new DomainRule(Host.parse(text.substring(0, equals)).name(), line);
        }

        /** The rules grouped by domain; domains and rules in the order of the list. */
        public static Map<String, Policy> collect(List<DomainRule> rules) {
            Map<String, List<String>> lines = new LinkedHashMap<>();
            for (DomainRule rule : rules)
                lines.computeIfAbsent(rule.domain, _ -> new ArrayList<>()).add(rule.line);
            Map<String, Policy> policies = new LinkedHashMap<>();
            lines.forEach((domain, each) -> policies.put(domain, Policy.of(each)));
            return policies;
        }
    }

    /**
     * Maps Request-URIs of another scheme to SIP URIs: {@code tel=sip:{number}@gw.example.com}.
     *
     * @param scheme in lower case
     * @param template a sip: URI with {@code {number}} in it
     */
    @Form("scheme=URI such as tel=sip:{number}@gw.example.com")
    public record SchemeMapping(String scheme, String template) {
        public static SchemeMapping parse(String text) {
            int equals = text.indexOf('=');
            String scheme = equals < 0 ? "" : text.substring(0, equals);
            if (!scheme.matches("[a-z][a-z0-9+.-]*") || scheme.matches("sips?|im"))
                throw new IllegalArgumentException(
                        "scheme: expected one such as tel before the = but was \"" + text + '"');
            var mapping = new SchemeMapping(scheme, text.substring(equals + 1));
            Foreign.check(mapping.scheme(), mapping.template());
            return mapping;
        }

        public static Map<String, String> collect(List<SchemeMapping> mappings) {
            Map<String, String> schemes = new LinkedHashMap<>();
            for (SchemeMapping each : mappings)
                if (schemes.put(each.scheme, each.template) != null)
                    throw new IllegalArgumentException(
                            "expected each scheme once but there is " + each.scheme + " twice");
            return schemes;
        }
    }
}
