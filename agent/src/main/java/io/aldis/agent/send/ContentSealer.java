package io.aldis.agent.send;

import io.aldis.agent.Content;
import io.aldis.agent.Failure;
import io.aldis.agent.Header;
import io.aldis.agent.Message;
import io.aldis.agent.Protection;
import io.aldis.agent.Protection.Envelope;
import io.aldis.agent.Protection.Sealing;
import io.aldis.im.MediaType;
import io.aldis.im.Part;
import io.aldis.sip.HeaderName;
import io.aldis.sip.Uri;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Signs and encrypts a message as its sender has asked. A message that cannot be protected is not sent. Called on the thread of the sender.
 *
 * @param from our address
 */
public record ContentSealer(Optional<Protection> protection, Uri from) {
    /** Headers that describe the content are protected with it. */
    private static final Set<HeaderName> DESCRIBING =
            Set.of(HeaderName.CONTENT_DISPOSITION, HeaderName.CONTENT_LANGUAGE, HeaderName.CONTENT_ENCODING);

    /** The result. */
    public sealed interface Result {
        record Ready(Message message) implements Result {}

        record Impossible(Failure why) implements Result {}
    }

    /** @param written date of the message, in both the protected part and the outer headers */
    public Result seal(Message message, Instant written) {
        if (message.protection().isEmpty()) return new Result.Ready(message);
        if (protection.isEmpty())
            return impossible("it is to be protected, and this agent was opened without a protection");
        var envelope = new Envelope(from, message.to(), Optional.of(written));
        return switch (protection
                .get()
                .seal(entity(message), message.protection().get(), envelope)) {
            case Sealing.Sealed(Part part) -> new Result.Ready(around(message, part));
            case Sealing.Impossible(String why) -> impossible(why);
        };
    }

    private static Result impossible(String why) {
        return new Result.Impossible(new Failure.NotProtected(why));
    }

    private static Part entity(Message message) {
        Part part = Part.of(
                MediaType.parse(message.content().type()), message.content().bytes());
        for (Header header : message.headers())
            if (DESCRIBING.contains(header.name()))
                part = part.with(header.name().toString(), header.value());
        return part;
    }

    private static Message around(Message message, Part part) {
        List<Header> headers = new ArrayList<>(message.headers());
        headers.removeIf(header -> DESCRIBING.contains(header.name()));
        part.header("Content-Disposition")
                .ifPresent(value -> headers.add(new Header(HeaderName.CONTENT_DISPOSITION, value)));
        var content = new Content.Bytes(part.type().toString(), part.body());
        return new Message(message.to(), content, message.validity(), headers, message.protection());
    }
}
