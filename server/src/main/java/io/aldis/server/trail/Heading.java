package io.aldis.server.trail;

import io.aldis.server.StoredMessage;
import io.aldis.sip.Aor;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipUri;
import io.aldis.sip.SyntaxException;
import io.aldis.sip.Uri;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What a trail is found by. For the writer. */
sealed interface Heading {
    String callId();

    String sender();

    String recipient();

    /** Of a message that has just come. */
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

    /** Of a message that is kept. */
    record Kept(StoredMessage letter) implements Heading {
        /** Octets that the Call-ID is looked for in. */
        private static final int LONGEST_HEAD = 8192;

        /** The lines as they came, with the short form of the name, too; a folded Call-ID is not worth more. */
        @Override
        public String callId() {
            int most = Math.min(letter.bytes().length, LONGEST_HEAD);
            return new String(letter.bytes(), 0, most, StandardCharsets.UTF_8)
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
            return letter.sender();
        }

        @Override
        public String recipient() {
            return letter.account().toString();
        }
    }
}
