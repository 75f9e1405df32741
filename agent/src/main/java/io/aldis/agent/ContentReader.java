package io.aldis.agent;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Parameters;
import io.aldis.sip.SipMessage;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Token;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;

/** Reads what a message carries. What cannot be read as text without losing an octet stays bytes. */
final class ContentReader {
    private static final String UNTYPED = "application/octet-stream";

    private ContentReader() {}

    static Content read(SipMessage message) {
        String type = message.headers().get(HeaderName.CONTENT_TYPE).orElse(UNTYPED);
        boolean encoded = message.headers().first(HeaderName.CONTENT_ENCODING) >= 0;
        byte[] body = message.body();
        return (encoded ? Optional.<Content>empty() : text(type, body)).orElseGet(() -> bytes(type, body));
    }

    private static Content bytes(String type, byte[] body) {
        return new Content.Bytes(Content.isType(type) ? type : UNTYPED, body);
    }

    private static Optional<Content> text(String type, byte[] body) {
        int semicolon = type.indexOf(';');
        String media = semicolon < 0 ? type : type.substring(0, semicolon);
        if (!media.strip().equalsIgnoreCase("text/plain")) return Optional.empty();
        return charset(semicolon < 0 ? "" : type.substring(semicolon)).flatMap(charset -> decode(charset, body));
    }

    /** Empty for one that this JVM does not have. */
    private static Optional<Charset> charset(String parameters) {
        try {
            String name = Parameters.parse("Content-Type", parameters).getOr("charset", "UTF-8");
            return Optional.of(Charset.forName(Token.unquote(name)));
        } catch (SyntaxException | IllegalCharsetNameException | UnsupportedCharsetException _) {
            return Optional.empty();
        }
    }

    private static Optional<Content> decode(Charset charset, byte[] body) {
        try {
            var text = charset.newDecoder().decode(ByteBuffer.wrap(body)).toString();
            return Optional.of(new Content.Text(text));
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }
}
