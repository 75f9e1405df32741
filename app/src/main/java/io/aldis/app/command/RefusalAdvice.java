package io.aldis.app.command;

import io.aldis.agent.Outcome;
import io.aldis.agent.Registration;
import io.aldis.sip.Aor;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Explains a refused request to the user: text that follows its status and reason. */
final class RefusalAdvice {
    /** Warning header (RFC 3261 §20.43): code, agent and quoted text. */
    private static final Pattern WARNING =
            Pattern.compile("(\\d{3}) (\\S+) \"((?:[^\"\\\\]|\\\\.)*)\".*", Pattern.DOTALL);

    private RefusalAdvice() {}

    static String words(Outcome.Refused refused) {
        return password(refused.status())
                + refused.details().warning().map(RefusalAdvice::warning).orElse("")
                + retry(refused.retryAfter());
    }

    /** One line about a registration that was refused or failed. */
    static String sentence(Registration refused, Aor address) {
        if (!(refused instanceof Registration.Denied denied)) return PlainWords.of(refused.sentence());
        String account = denied.status() == 401 || denied.status() == 407 ? " " + address : "";
        return MessagePrinter.harmless(
                denied.sentence() + password(denied.status()) + account + retry(denied.retryAfter()));
    }

    /** Servers do not reveal which of the two it is. */
    private static String password(int status) {
        return status == 401 || status == 407 ? ": wrong password, or no such account" : "";
    }

    private static String warning(String value) {
        Matcher parts = WARNING.matcher(value);
        return parts.matches()
                ? " (" + parts.group(2) + " warns: " + parts.group(3).replaceAll("\\\\(.)", "$1") + ")"
                : " (warning: " + value + ")";
    }

    private static String retry(Optional<Duration> after) {
        return after.map(wait -> "; try again in " + wait.toSeconds() + " s").orElse("");
    }
}
