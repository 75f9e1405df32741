package io.aldis.agent;

import io.aldis.sip.NameAddr;
import io.aldis.sip.SipRequest;
import io.aldis.sip.Uri;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A received MESSAGE. Its sender is not verified here: that is the task of the server. Listeners are called after it was answered. Immutable. */
public interface IncomingMessage {
    /** The MESSAGE itself, for headers that have no method here. */
    SipRequest request();

    /** Differs from the id of any other message, also inside of a call. */
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

    /** The call in which it arrived, to whose session it belongs (RFC 3428 §4); empty outside of calls. */
    Optional<Call> call();

    /**
     * How it was protected from end to end, and whose signature was verified; {@link Security#NONE} as long as the agent has no
     * {@link AgentBuilder#protection}.
     */
    Security security();

    /** Its content, encodings and protection undone. */
    Content content();

    /** The octets of the body as received. */
    default byte[] body() {
        return request().body();
    }

    /** Its Subject. */
    Optional<String> subject();

    /** Reply-To: where its sender wants answers to go (RFC 3261 §20.31). It is not verified: {@link #from} is the safer choice. */
    Optional<NameAddr> replyTo();

    /** Priority: {@code emergency}, {@code urgent}, {@code normal}, {@code non-urgent} or another word. */
    String priority();

    /** The messages or calls that it answers (RFC 3261 §20.21). */
    List<MessageId> inReplyTo();

    /** Organization of its sender. */
    Optional<String> organization();

    /** The first value of any header, long or compact name, whatever its case. */
    Optional<String> header(String name);

    /** When it was sent; empty without a readable Date. */
    Optional<Instant> date();

    /** When it arrived. */
    Instant received();

    /** When it expires: Date plus Expires, or without a Date its arrival plus Expires (RFC 3428 §7). Empty for never. */
    Optional<Instant> expiry();

    /** Whether it had expired before a listener could be called; a program should show that. Never with {@link Late#SHOW}. */
    boolean expired();

    /** Whether its Date is too old and it was accepted because the agent had been offline: it may be a replay. */
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
