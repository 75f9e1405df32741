package io.aldis.agent;

import io.aldis.sip.NameAddr;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Uri;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A MESSAGE that has come in. Its sender is not verified here: that is for the server. Listeners hear of it after it was answered.
 * Immutable.
 */
public interface IncomingMessage {
    /** The MESSAGE itself, for headers that have no method here. */
    SipRequest request();

    /** Unlike that of any other message, also inside of a call. */
    MessageId id();

    /** The sender's address as it stands in From. */
    default Uri from() {
        return request().from().uri();
    }

    /** The sender's name for people; empty when there is none. */
    default String display() {
        return request().from().display();
    }

    /** The recipient as it stands in To. */
    default Uri to() {
        return request().to().uri();
    }

    /** The call that it came in, to whose session it belongs (RFC 3428 §4); empty outside of calls. */
    Optional<Call> call();

    /**
     * How it was protected from end to end, and whose signature was verified; {@link Security#NONE} as long as the agent has no
     * {@link AgentBuilder#protection}.
     */
    Security security();

    /** What it carries, encodings and protection undone. */
    Content content();

    /** The octets of the body as they came. */
    default byte[] body() {
        return request().body();
    }

    /** What it is about, as its sender says. */
    Optional<String> subject();

    /** Where its sender wants answers to go (RFC 3261 §20.31). It is not verified: {@link #from} is the safer choice. */
    Optional<NameAddr> replyTo();

    /** How urgent its sender finds it: {@code emergency}, {@code urgent}, {@code normal}, {@code non-urgent} or another word. */
    String priority();

    /** The messages or calls that it answers (RFC 3261 §20.21). */
    List<MessageId> inReplyTo();

    /** Of its sender. */
    Optional<String> organization();

    /** The first value of any header, long or compact name, whatever its case. */
    Optional<String> header(String name);

    /** When it was sent; empty when it has no Date, or not one that can be read. */
    Optional<Instant> date();

    /** When it came. */
    Instant received();

    /** When it is over: Date plus Expires, or without a Date its receipt plus Expires (RFC 3428 §7). Empty for never. */
    Optional<Instant> expiry();

    /** Whether it was over before a listener could hear it; a program should show that. Never with {@link Late#SHOW}. */
    boolean expired();

    /** Whether it is older than it should be and was taken since the agent had been away: it may be a replay. */
    boolean possibleReplay();

    // ---- answering it

    /**
     * A message to its sender that names this one in In-Reply-To; encrypted when this one was. To be sent with {@link Agent#send}, or
     * inside of a call with {@link Call#send(Message)}.
     *
     * @throws IllegalArgumentException when the address in From is none that a message can go to
     */
    Message answer(Content content);

    /** As {@link #reply(Content)}, as text. */
    default Outcome reply(String text) {
        return reply(new Content.Text(text));
    }

    /**
     * Sends an {@link #answer} to its sender, inside of the call that this message came in, if any, and waits for its outcome. May be called
     * by a listener. When the address in From is none that a message can go to, the outcome is {@link Failure.NoRoute}.
     */
    Outcome reply(Content content);

    /** As {@link #reply(Content)} without waiting. */
    CompletableFuture<Outcome> replyAsync(Content content);
}
