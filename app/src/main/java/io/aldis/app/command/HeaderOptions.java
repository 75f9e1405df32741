package io.aldis.app.command;

import io.aldis.agent.Content;
import io.aldis.agent.Message;
import io.aldis.agent.MessageId;
import io.aldis.im.MediaType;
import io.aldis.im.Part;
import io.aldis.im.cpim.Cpim;
import io.aldis.im.cpim.CpimAddress;
import io.aldis.sip.Aor;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for the header fields of a message. */
final class HeaderOptions {
    @Option(
            names = "--expires",
            paramLabel = "SECONDS",
            description =
                    "Lifetime: it is not delivered after that time; 0: it is delivered now or not at all, never stored.")
    private Optional<Long> expires = Optional.empty();

    @Option(names = "--subject", paramLabel = "S", description = "The subject.")
    private Optional<String> subject = Optional.empty();

    @Option(
            names = "--in-reply-to",
            paramLabel = "ID",
            description = "Id of the message that it answers, as --json prints it; may be repeated.")
    private List<String> inReplyTo = List.of();

    @Option(names = "--header", paramLabel = "NAME:VALUE", description = "Another header field; may be repeated.")
    private List<String> headers = List.of();

    @Option(
            names = "--cpim",
            description = "Wrap it in message/cpim, which contains sender, recipient and date (RFC 3862).")
    private boolean cpim;

    /** @throws IllegalArgumentException when a value is wrong */
    Message message(Aor from, String to, Content content) {
        Message plain = Message.of(to, content);
        Message message = cpim ? new Message(plain.to(), wrapped(from, plain)) : plain;
        if (expires.isPresent()) message = message.expiresIn(Duration.ofSeconds(expires.get()));
        if (subject.isPresent()) message = message.withSubject(subject.get());
        if (!inReplyTo.isEmpty())
            message = message.inReplyTo(inReplyTo.stream().map(MessageId::new).toArray(MessageId[]::new));
        for (String header : headers) message = with(message, header);
        return message;
    }

    private Content wrapped(Aor from, Message message) {
        Content content = message.content();
        var builder = Cpim.builder()
                .from(CpimAddress.of(from.uri()))
                .to(CpimAddress.of(message.to()))
                .dateTime(OffsetDateTime.now());
        subject.ifPresent(builder::subject);
        Cpim whole = builder.content(Part.of(MediaType.parse(content.type()), content.bytes()))
                .build();
        return new Content.Bytes(Cpim.TYPE, whole.bytes());
    }

    private static Message with(Message message, String header) {
        int colon = header.indexOf(':');
        if (colon < 1) throw new IllegalArgumentException("--header: expected NAME:VALUE but was \"" + header + '"');
        return message.withHeader(
                header.substring(0, colon).strip(), header.substring(colon + 1).strip());
    }
}
