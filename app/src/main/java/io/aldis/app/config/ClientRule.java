package io.aldis.app.config;

import io.aldis.net.ClientCertificates;
import io.aldis.net.Listen;
import io.aldis.sip.Transport;
import io.aldis.sip.settings.Form;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a TLS listener asks its clients for a certificate.
 *
 * @param at the listener; empty for all {@code tls} listeners
 */
@Form("none, optional or required, or that for one listener such as tls:192.0.2.10:5061=required")
public record ClientRule(Optional<Listen> at, ClientCertificates clients) {
    /** {@code optional}, or {@code tls:192.0.2.10:5061=required}. @throws IllegalArgumentException for other text */
    public static ClientRule parse(String text) {
        int equals = text.lastIndexOf('=');
        Optional<Listen> at = equals < 0
                ? Optional.empty()
                : Optional.of(Listen.parse(text.substring(0, equals).strip()));
        return new ClientRule(at, word(text.substring(equals + 1).strip()));
    }

    private static ClientCertificates word(String text) {
        for (ClientCertificates each : ClientCertificates.values())
            if (each.name().toLowerCase(Locale.ROOT).equals(text)) return each;
        throw new IllegalArgumentException("certificates: expected none, optional or required but was \"" + text + '"');
    }

    /**
     * The policy of a listener: the last rule that names it, else the last general rule, else {@code usual}. General rules and {@code usual}
     * hold for {@code tls} only. A {@code wss} listener needs a rule of its own, because browsers then ask their users for a certificate.
     */
    static ClientCertificates at(Listen listen, List<ClientRule> rules, ClientCertificates usual) {
        ClientCertificates all = listen.transport() == Transport.TLS ? usual : ClientCertificates.NONE;
        Optional<ClientCertificates> own = Optional.empty();
        for (ClientRule rule : rules) {
            if (rule.at.filter(listen::equals).isPresent()) own = Optional.of(rule.clients);
            if (rule.at.isEmpty() && listen.transport() == Transport.TLS) all = rule.clients;
        }
        return own.orElse(all);
    }
}
