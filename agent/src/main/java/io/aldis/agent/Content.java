package io.aldis.agent;

import io.aldis.sip.Token;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a message carries: text, or bytes of any other media type. */
public sealed interface Content {
    /** The Content-Type, parameters included. */
    String type();

    /** The octets as they go out; the caller's own copy. */
    byte[] bytes();

    /** Whether the text can stand in a Content-Type header: {@code type/subtype}, and perhaps parameters. */
    static boolean isType(String text) {
        int slash = text.indexOf('/');
        return slash > 0 && slash < text.length() - 1 && Token.oneLine(text);
    }

    /** Plain text. Goes out as UTF-8; comes in from any charset that this JVM knows (RFC 3428 §6, default UTF-8). */
    record Text(String text) implements Content {
        @Override
        public String type() {
            return "text/plain;charset=UTF-8";
        }

        @Override
        public byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** Anything else, byte for byte. */
    record Bytes(String type, byte[] bytes) implements Content {
        /** @throws IllegalArgumentException when the type is not {@code type/subtype} with optional parameters */
        public Bytes {
            if (!isType(type))
                throw new IllegalArgumentException("Content type: expected type/subtype but was \"" + type + '"');
            bytes = bytes.clone();
        }

        @Override
        public byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes same && same.type.equals(type) && Arrays.equals(same.bytes, bytes);
        }

        @Override
        public int hashCode() {
            return type.hashCode() * 31 + Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return bytes.length + " octets of " + type;
        }
    }
}
