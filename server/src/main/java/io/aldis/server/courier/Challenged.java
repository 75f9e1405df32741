package io.aldis.server.courier;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Headers;
import io.aldis.sip.SipResponse;
import io.aldis.sip.wire.Limits;
import io.aldis.sip.wire.MessageReader;
import io.aldis.sip.wire.Reading;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** The challenges of all branches, to go back in one answer (RFC 3261 §16.7 step 7), each line as it came. */
final class Challenged {
    private static final MessageReader OWN = new MessageReader(Limits.DEFAULT);

    private final List<SipResponse> responses = new ArrayList<>(0);

    static boolean is(int code) {
        return code == 401 || code == 407;
    }

    void add(SipResponse response) {
        if (is(response.code())) responses.add(response);
    }

    /** That answer with the challenges of the others behind its own headers. */
    SipResponse with(SipResponse best) {
        if (!is(best.code()) || responses.size() < 2) return best;
        var out = new ByteArrayOutputStream();
        int end = best.headers().end();
        out.write(best.bytes(), 0, end);
        for (SipResponse other : responses) if (other != best) challenges(other, out);
        out.write(best.bytes(), end, best.bytes().length - end);
        return OWN.read(out.toByteArray()) instanceof Reading.Parsed(SipResponse joined) ? joined : best;
    }

    private static void challenges(SipResponse response, ByteArrayOutputStream out) {
        Headers headers = response.headers();
        for (int i = 0; i < headers.count(); i++) {
            int id = headers.id(i);
            if (id == HeaderName.WWW_AUTHENTICATE.id() || id == HeaderName.PROXY_AUTHENTICATE.id())
                out.write(response.bytes(), headers.lineStart(i), headers.lineEnd(i) - headers.lineStart(i));
        }
    }
}
