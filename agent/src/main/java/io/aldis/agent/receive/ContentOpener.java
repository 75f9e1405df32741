package io.aldis.agent.receive;

import io.aldis.agent.Protection;
import io.aldis.agent.Protection.Envelope;
import io.aldis.agent.Protection.Opened;
import io.aldis.im.Coding;
import io.aldis.im.Coding.Decoded;
import io.aldis.im.MediaType;
import io.aldis.im.Part;
import io.aldis.net.endpoint.SipEndpoint;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SyntaxException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens protected bodies on virtual threads, in order per sender. Belongs to the event loop, where it reports the result, once for each message. */
final class ContentOpener {
    private static final Logger LOG = LoggerFactory.getLogger(ContentOpener.class);
    private static final int LARGEST = 1 << 20;

    private final SipEndpoint endpoint;
    private final Optional<Protection> protection;
    private final KeyedExecutor lanes = new KeyedExecutor();

    ContentOpener(SipEndpoint endpoint, Optional<Protection> protection) {
        this.endpoint = endpoint;
        this.protection = protection;
    }

    /** A protected body that has to be opened before the message can be checked. */
    record Closed(Protection by, Part body, Envelope envelope) {}

    /** Empty for a message that can be read as it is. */
    Optional<Closed> closed(SipRequest request, Optional<Instant> date) {
        return protection.flatMap(by -> body(request)
                .filter(part -> by.covers(part.type()))
                .map(part -> new Closed(
                        by,
                        part,
                        new Envelope(request.from().uri(), request.to().uri(), date))));
    }

    /** The body as a part, its codings undone; empty for a body that has no type, or an unknown coding. */
    private static Optional<Part> body(SipRequest request) {
        try {
            var entity = Entity.of(request);
            if (entity.type().isEmpty()
                    || !(Coding.decode(entity.codings(), entity.body(), LARGEST) instanceof Decoded.Plain(var octets)))
                return Optional.empty();
            return Optional.of(Part.of(MediaType.parse(entity.type()), octets));
        } catch (SyntaxException _) {
            return Optional.empty();
        }
    }

    /**
     * @param then called with the opened body
     * @return false when too many wait already
     */
    boolean open(Closed closed, Consumer<Opened> then) {
        return lanes.offer(closed.envelope().from().text(), () -> {
            Opened opened = closed.by().open(closed.body(), closed.envelope());
            try {
                endpoint.execute(() -> then.accept(opened));
            } catch (RejectedExecutionException _) {
                LOG.debug("Closed before a message was opened");
            }
        });
    }
}
