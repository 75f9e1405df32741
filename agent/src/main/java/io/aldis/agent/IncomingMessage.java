package io.aldis.agent;

import io.aldis.sip.HeaderName;
import io.aldis.sip.NameAddr;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A message that has come in. Who it claims to be from is not proved here: that is for the server. A listener hears of it after it was
 * answered. Immutable.
 */
public final class IncomingMessage {
    private final SipRequest request;
    private final Content content;
    private final Times times;
    private final Optional<Call> call;
    private final Security security;
    private final boolean expired;

    IncomingMessage(SipRequest request, Content content, Times times, Optional<Call> call) {
        this(request, content, times, call, Security.NONE, false);
    }

    private IncomingMessage(
            SipRequest request, Content content, Times times, Optional<Call> call, Security security, boolean expired) {
        this.request = request;
        this.content = content;
        this.times = times;
        this.call = call;
        this.security = security;
        this.expired = expired;
    }

    IncomingMessage markedAsExpired() {
        return new IncomingMessage(request, content, times, call, security, true);
    }

    IncomingMessage with(Security found) {
        return new IncomingMessage(request, content, times, call, found, expired);
    }

    boolean isOver(Instant now) {
        return times.isOver(now);
    }

    /** The MESSAGE itself, for headers that this class has no word for. */
    public SipRequest request() {
        return request;
    }

    public MessageId id() {
        return new MessageId(request.callId());
    }

    /** The sender's address as it stands in From. */
    public Uri from() {
        return request.from().uri();
    }

    /** The sender's name for people; empty when there is none. */
    public String display() {
        return request.from().display();
    }

    /** Whom it was meant for, as it stands in To. */
    public Uri to() {
        return request.to().uri();
    }

    /** The call that it came in, to whose session it belongs (RFC 3428 §4); empty outside of calls. */
    public Optional<Call> call() {
        return call;
    }

    /**
     * How it was protected from end to end, and who is proved to have written it; {@link Security#NONE} as long as the agent has no
     * {@link AgentBuilder#protection}.
     */
    public Security security() {
        return security;
    }

    /** What it carries, encodings and protection undone. */
    public Content content() {
        return content;
    }

    /** The octets as they came, whatever they mean. */
    public byte[] body() {
        return request.body();
    }

    /** What it is about, as its sender says. */
    public Optional<String> subject() {
        return request.headers().get(HeaderName.SUBJECT);
    }

    /** Where its sender wants answers to go (RFC 3261 §20.31). Anybody may have written that: {@link #from} is the safer choice. */
    public Optional<NameAddr> replyTo() {
        try {
            return request.headers().get(HeaderName.REPLY_TO).map(value -> NameAddr.parse("Reply-To", value));
        } catch (SyntaxException _) {
            return Optional.empty();
        }
    }

    /** How urgent its sender finds it: {@code emergency}, {@code urgent}, {@code normal}, {@code non-urgent} or another word. */
    public String priority() {
        return request.headers().get(HeaderName.PRIORITY).orElse("normal").toLowerCase(Locale.ROOT);
    }

    /** The messages or calls that it answers (RFC 3261 §20.21). */
    public List<MessageId> inReplyTo() {
        try {
            return request.headers().values(HeaderName.IN_REPLY_TO).stream()
                    .map(MessageId::new)
                    .toList();
        } catch (SyntaxException _) {
            return List.of();
        }
    }

    /** Of its sender. */
    public Optional<String> organization() {
        return request.headers().get(HeaderName.ORGANIZATION);
    }

    /** The first value of any header, long or compact name, whatever its case. */
    public Optional<String> header(String name) {
        return request.headers().get(HeaderName.of(name));
    }

    /** When it was sent; empty when it does not say so, or not as it should. */
    public Optional<Instant> date() {
        return times.date();
    }

    /** When it came. */
    public Instant received() {
        return times.received();
    }

    /** When it is over: Date plus Expires, or without a Date its receipt plus Expires (RFC 3428 §7). Empty for never. */
    public Optional<Instant> expiry() {
        return times.expiry();
    }

    /** Whether it was over before anybody could hear it; people must see that. Never with {@link Late#SHOW}. */
    public boolean expired() {
        return expired;
    }

    /** Whether it is older than it should be and was taken since we had been away: somebody may be sending it again. */
    public boolean possibleReplay() {
        return times.possibleReplay();
    }

    @Override
    public String toString() {
        return from().text() + ": " + content;
    }
}
