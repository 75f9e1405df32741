package io.aldis.server.trail;

import io.aldis.server.StoredMessage;
import io.aldis.sip.Aor;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Search keys of a trail. For the writer thread. */
sealed interface Heading {
    String callId();

    String sender();

    String recipient();

    /** Of a message that has just arrived. */
    record Fresh(SipRequest request) implements Heading {
        @Override
        public String callId() {
            return request.callId();
        }

        @Override
        public String sender() {
            return address(request.from().uri());
        }

        @Override
        public String recipient() {
            return address(request.uri());
        }

        private static String address(Uri uri) {
            try {
                return uri instanceof SipUri sip ? Aor.of(sip).toString() : uri.text();
            } catch (SyntaxException _) {
                return uri.text(); // it has no user
            }
        }
    }

    /** Of a stored message. */
    record Kept(StoredMessage message) implements Heading {
        /** Octets in which the Call-ID is searched. */
        private static final int LONGEST_HEAD = 8192;

        /** Searches the header lines as they arrived, long and compact name; a folded Call-ID is not supported. */
        @Override
        public String callId() {
            int most = Math.min(message.bytes().length, LONGEST_HEAD);
            return new String(message.bytes(), 0, most, StandardCharsets.UTF_8)
                    .lines()
                    .takeWhile(line -> !line.isEmpty())
                    .filter(Kept::isCallId)
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("");
        }

        private static boolean isCallId(String line) {
            int colon = line.indexOf(':');
            if (colon < 0) return false;
            String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            return name.equals("call-id") || name.equals("i");
        }

        @Override
        public String sender() {
            return message.sender();
        }

        @Override
        public String recipient() {
            return message.account().toString();
        }
    }
}
