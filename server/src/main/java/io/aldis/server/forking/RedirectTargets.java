package io.aldis.server.forking;

import io.aldis.server.Redirections;
import io.aldis.server.Target;
import io.aldis.sip.HeaderName;
import io.aldis.sip.NameAddr;
import io.aldis.sip.SipResponse;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The targets that a request had, and those of a 3xx response. No target is used twice, so that redirections cannot loop (RFC 3261 §16.5). */
final class RedirectTargets {
    /**
     * What is done with a 3xx response.
     *
     * @param targets to try now
     * @param rest the response with the contacts that are left for the sender; absent when there are none
     */
    record Outcome(List<Target> targets, Optional<SipResponse> rest) {}

    private static final String USUAL_Q = "1";

    private final Redirections redirections;
    private final List<SipUri> visited = new ArrayList<>();

    RedirectTargets(Redirections redirections, List<Target> first) {
        this.redirections = redirections;
        for (Target target : first) visited.add(target.requestUri());
    }

    /** @param most limit on targets */
    Outcome follow(SipResponse redirect, int most) {
        var targets = new ArrayList<Target>();
        var left = new ArrayList<String>();
        try {
            List<Contact> contacts = contacts(redirect);
            for (Contact contact : contacts) if (!followed(contact, targets, most)) left.add(contact.text());
            if (left.size() == contacts.size()) return new Outcome(targets, Optional.of(redirect));
        } catch (SyntaxException e) {
            return new Outcome(List.of(), Optional.of(redirect)); // malformed: passed back unchanged
        }
        return new Outcome(targets, left.isEmpty() ? Optional.empty() : Optional.of(withContacts(redirect, left)));
    }

    private record Contact(String text, NameAddr address) {
        double q() {
            try {
                return Double.parseDouble(address.parameters().getOr("q", USUAL_Q));
            } catch (NumberFormatException e) {
                return 0;
            }
        }
    }

    /** Highest q first (RFC 3261 §8.1.3.4). */
    private static List<Contact> contacts(SipResponse redirect) {
        return redirect.headers().values(HeaderName.CONTACT).stream()
                .map(text -> new Contact(text, NameAddr.parse("Contact", text)))
                .sorted(Comparator.comparingDouble(Contact::q).reversed())
                .toList();
    }

    /** Whether that contact needs no more handling: its targets are tried now, or were before. */
    private boolean followed(Contact contact, List<Target> targets, int most) {
        if (!(contact.address().uri() instanceof SipUri uri)) return false;
        List<Target> found = redirections.targets(uri);
        List<Target> fresh = found.stream().filter(target -> !wasTried(target)).toList();
        if (found.isEmpty() || targets.size() + fresh.size() > most) return false;
        for (Target target : fresh) visited.add(target.requestUri());
        return targets.addAll(fresh) || fresh.isEmpty();
    }

    private boolean wasTried(Target target) {
        return visited.stream().anyMatch(target.requestUri()::equivalent);
    }

    private static SipResponse withContacts(SipResponse redirect, List<String> contacts) {
        return EditedResponse.of(redirect, line -> redirect.headers().id(line) == HeaderName.CONTACT.id(), out -> {
            for (String contact : contacts)
                out.writeBytes(("Contact: " + contact + "\r\n").getBytes(StandardCharsets.UTF_8));
        });
    }
}
