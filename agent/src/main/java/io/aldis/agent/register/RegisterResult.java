package io.aldis.agent.register;

import io.aldis.agent.account.Identity;
import io.aldis.sip.HeaderName;
import io.aldis.sip.NameAddr;
import io.aldis.sip.SipResponse;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import io.aldis.sip.outbound.OwnGruus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The result of a REGISTER for our binding (RFC 3261 §10.2.4, §10.2.8). Headers that cannot be read count as missing. */
final class RegisterResult {
    private static final long LONGEST = (1L << 32) - 1;

    private RegisterResult() {}

    /** Lifetime of our own contact: by its expires parameter, else by the header. */
    static Optional<Duration> in(SipResponse response, Identity me) {
        return own(response, me)
                .flatMap(each -> each.parameters().get("expires").stream())
                .flatMap(text -> seconds(text).stream())
                .findFirst()
                .or(() -> response.headers().get(HeaderName.EXPIRES).flatMap(RegisterResult::seconds));
    }

    /** The GRUUs that the registrar has assigned to this device (RFC 5627 §4.2). */
    static OwnGruus gruus(SipResponse response, Identity me) {
        return own(response, me)
                .map(each -> OwnGruus.of(each.parameters()))
                .filter(each -> each.preferred().isPresent())
                .findFirst()
                .orElse(OwnGruus.NONE);
    }

    private static Stream<NameAddr> own(SipResponse response, Identity me) {
        return contacts(response).stream()
                .flatMap(value -> contact(value).stream())
                .filter(each -> me.isOurContact(each.uri()));
    }

    static Optional<Duration> minimum(SipResponse response) {
        return response.headers().get(HeaderName.MIN_EXPIRES).flatMap(RegisterResult::seconds);
    }

    private static List<String> contacts(SipResponse response) {
        try {
            return response.headers().values(HeaderName.CONTACT);
        } catch (SyntaxException _) {
            return List.of();
        }
    }

    private static Optional<NameAddr> contact(String value) {
        try {
            return Optional.of(NameAddr.parse("Contact", value));
        } catch (SyntaxException _) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> seconds(String text) {
        try {
            return Optional.of(Duration.ofSeconds(Token.number("expires", text.strip(), LONGEST)));
        } catch (SyntaxException _) {
            return Optional.empty();
        }
    }
}
