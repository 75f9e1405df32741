package io.aldis.agent;

import io.aldis.sip.HeaderName;
import io.aldis.sip.NameAddr;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import io.aldis.sip.Uri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message to be sent. Immutable: each of the methods that change something returns another message.
 *
 * @param to the recipient, {@code sip:}, {@code sips:}, {@code im:} or {@code tel:}
 * @param validity how long it may be delivered; empty when it never expires
 * @param headers additional headers, in this order
 * @param protection how its content is protected from end to end; empty when it is not
 */
public record Message(
        Uri to,
        Content content,
        Optional<Duration> validity,
        List<Header> headers,
        Optional<Protection.Wish> protection) {
    private static final String EXPECTED = "Expected sip:, sips: or im: and user@domain, or tel: and a number";
    private static final long LONGEST = (1L << 32) - 1;

    /** @throws IllegalArgumentException when the address is none that a message can go to */
    public Message {
        if (!addressable(to)) throw wrong(to.text());
        headers = List.copyOf(headers);
    }

    /** @throws IllegalArgumentException when the address is none that a message can go to */
    public Message(Uri to, Content content) {
        this(to, content, Optional.empty(), List.of(), Optional.empty());
    }

    /** @throws IllegalArgumentException when the address is none that a message can go to, with what was expected and found */
    public static Message text(String to, String text) {
        return of(to, new Content.Text(text));
    }

    /** @throws IllegalArgumentException when the address is none that a message can go to, with what was expected and found */
    public static Message of(String to, Content content) {
        return new Message(parsed(to), content);
    }

    private static Uri parsed(String to) {
        try {
            return Uri.parse(to);
        } catch (SyntaxException _) {
            throw wrong(to);
        }
    }

    private static boolean addressable(Uri to) {
        if (to instanceof SipUri sip) return !sip.user().isEmpty();
        int at = to.text().indexOf('@', to.scheme().length() + 2);
        return switch (to.scheme()) {
            case "im" -> at > 0 && at < to.text().length() - 1;
            case "tel" -> to.text().length() > "tel:".length();
            default -> false;
        };
    }

    private static IllegalArgumentException wrong(String found) {
        return new IllegalArgumentException(EXPECTED + ", but was \"" + found + '"');
    }

    // ---- validity, protection and headers

    /**
     * How long the message may be delivered, counted from {@link Agent#send} (RFC 3428 §4: Expires, and Date with it). Zero: it may not be
     * stored. Part of a second counts as a whole one. If not called, it never expires.
     *
     * @throws IllegalArgumentException when it is negative or more than 2^32 - 1 seconds
     */
    public Message expiresIn(Duration time) {
        if (time.isNegative() || time.toSeconds() > LONGEST)
            throw new IllegalArgumentException("expiresIn: expected 0 to " + LONGEST + " s but was " + time);
        Duration whole = time.getNano() == 0 ? time : Duration.ofSeconds(time.toSeconds() + 1);
        return new Message(to, content, Optional.of(whole), headers, protection);
    }

    /**
     * Signed by us, with a date that the signature covers (RFC 3428 §11), or not sent at all. Needs an agent with
     * {@link AgentBuilder#protection}; after {@link #encrypted} it is both.
     */
    public Message signed() {
        return protectedBy(Protection.Wish.SIGN);
    }

    /** Encrypted for its recipient (RFC 3428 §11), or not sent at all. May be combined with {@link #signed}. */
    public Message encrypted() {
        return protectedBy(Protection.Wish.ENCRYPT);
    }

    private Message protectedBy(Protection.Wish wish) {
        var both = protection.map(wish::and).orElse(wish);
        return new Message(to, content, validity, headers, Optional.of(both));
    }

    /** Subject, for people (RFC 3261 §20.36). */
    public Message withSubject(String subject) {
        return with(HeaderName.SUBJECT, subject);
    }

    /** In-Reply-To: the messages that it answers (RFC 3261 §20.21). */
    public Message inReplyTo(MessageId... ids) {
        var values = new ArrayList<String>();
        for (MessageId id : ids) values.add(id.callId());
        return with(HeaderName.IN_REPLY_TO, String.join(", ", values));
    }

    /**
     * Reply-To: where answers are to go, when not to the sender (RFC 3261 §20.31).
     *
     * @throws IllegalArgumentException when it is no URI
     */
    public Message withReplyTo(String uri) {
        return with(HeaderName.REPLY_TO, bracketed("Reply-To", uri));
    }

    /** Priority: {@code emergency}, {@code urgent}, {@code normal}, {@code non-urgent} or another token (RFC 3261 §20.26). */
    public Message withPriority(String priority) {
        if (!Token.is(priority))
            throw new IllegalArgumentException("Priority: expected a token such as urgent but was \"" + priority + '"');
        return with(HeaderName.PRIORITY, priority);
    }

    /** Organization of the sender (RFC 3261 §20.25). */
    public Message withOrganization(String organization) {
        return with(HeaderName.ORGANIZATION, organization);
    }

    /**
     * Call-Info: more about the sender, such as a card or an icon (RFC 3261 §20.9).
     *
     * @param purpose {@code card}, {@code icon}, {@code info} or another token
     * @throws IllegalArgumentException when it is no URI or no token
     */
    public Message withCallInfo(String uri, String purpose) {
        if (!Token.is(purpose))
            throw new IllegalArgumentException("Call-Info: expected a purpose such as card but was \"" + purpose + '"');
        return with(HeaderName.of("Call-Info"), bracketed("Call-Info", uri) + ";purpose=" + purpose);
    }

    /** Content-Language, as {@code de} or {@code en-GB} (RFC 3261 §20.13). */
    public Message withLanguage(String tag) {
        return with(HeaderName.CONTENT_LANGUAGE, tag);
    }

    /** Content-Disposition, as {@code render} or {@code icon;handling=optional} (RFC 3261 §20.11). */
    public Message withDisposition(String disposition) {
        return with(HeaderName.CONTENT_DISPOSITION, disposition);
    }

    /** Content-Encoding that the octets have already, as {@code gzip} (RFC 3261 §20.12); nothing is encoded here. */
    public Message withEncoding(String coding) {
        return with(HeaderName.CONTENT_ENCODING, coding);
    }

    /**
     * Adds another header after the present ones.
     *
     * @throws IllegalArgumentException for one that the application must not set, such as Via, Contact or Route, and for a value of more
     *     than one line
     */
    public Message withHeader(String name, String value) {
        var more = new ArrayList<>(headers);
        more.add(Header.of(name, value));
        return new Message(to, content, validity, more, protection);
    }

    /** Replaces a header of that name, if there is one. */
    private Message with(HeaderName name, String value) {
        var others = new ArrayList<>(headers);
        others.removeIf(header -> header.name().equals(name));
        others.add(new Header(name, value));
        return new Message(to, content, validity, others, protection);
    }

    private static String bracketed(String what, String uri) {
        try {
            return NameAddr.of(Uri.parse(uri)).toString();
        } catch (SyntaxException _) {
            throw new IllegalArgumentException(what + ": expected a URI but was \"" + uri + '"');
        }
    }
}
