package io.aldis.sip.wire;

import io.aldis.sip.HeaderName;
import io.aldis.sip.Headers;
import io.aldis.sip.SipRequest;
import io.aldis.sip.SipResponse;
import io.aldis.sip.Uri;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A forwarded request (RFC 3261 §16.6): the received bytes with the few edits that a proxy must make and no others. Other lines are
 * copied byte for byte. For one thread; one object may write the request for several targets.
 */
public final class Forwarding {
    private static final int UNSAID = -1;
    private static final IntPredicate NONE = line -> false;
    /** Always sent in this spelling, whatever the case in the received message (RFC 3261 §7.1). */
    private static final String VERSION = "SIP/2.0";

    private final SipRequest request;
    private final int maxForwards;
    private @Nullable List<String> route;
    private @Nullable String recordRoute;
    private int maxBreadth = UNSAID;
    private IntPredicate dropped = NONE;
    private boolean fresh;
    private @Nullable IntFunction<@Nullable String> replaced;

    /** @param maxForwards the value to write, whether the request had one or not */
    public Forwarding(SipRequest request, int maxForwards) {
        this.request = request;
        this.maxForwards = maxForwards;
    }

    /** All Route values for the next hop; if not called, those of the request stay unchanged. */
    public Forwarding route(List<String> values) {
        route = List.copyOf(values);
        return this;
    }

    /** A Record-Route value to add on top; if not called, none is added. */
    public Forwarding recordRoute(String value) {
        recordRoute = value;
        return this;
    }

    /** The value of Max-Breadth (RFC 5393), whether the request had one, several or none; if not called, it stays unchanged. */
    public Forwarding maxBreadth(int value) {
        maxBreadth = value;
        return this;
    }

    /** Header lines (by index) to remove, such as credentials for the server's realm; if not called, none. */
    public Forwarding drop(IntPredicate lines) {
        dropped = lines;
        return this;
    }

    /** New values of header lines (by index); null for those that stay unchanged. */
    public Forwarding replace(IntFunction<@Nullable String> values) {
        replaced = values;
        return this;
    }

    /** Removes all received Via lines, for a request that this server originates anew. */
    public Forwarding fresh() {
        fresh = true;
        return this;
    }

    /**
     * The request for one target.
     *
     * @param target the new Request-URI
     * @param via the Via value of this server
     */
    public byte[] write(Uri target, String via) {
        byte[] bytes = request.bytes();
        var out = new OctetBuilder(bytes.length + 160 + target.text().length());
        out.copy(bytes, 0, request.requestLine().uriStart()).text(target.text()).text(' ' + VERSION);
        var pen = new Pen(out, bytes, request.requestLine().uriEnd() + 1 + VERSION.length());
        Headers headers = request.headers();
        for (int i = 0; i < headers.count(); i++) line(headers, i, pen, via);
        pen.through(bytes.length);
        return out.toBytes();
    }

    private void line(Headers headers, int i, Pen pen, String via) {
        int id = headers.id(i);
        if (id == HeaderName.VIA.id()) {
            if (headers.first(HeaderName.VIA) == i) ours(headers, i, pen, via);
            if (fresh) pen.skip(headers.lineStart(i), headers.lineEnd(i));
        } else if (id == HeaderName.MAX_FORWARDS.id()) {
            pen.replace(headers.valueStart(i), headers.valueEnd(i), Integer.toString(maxForwards));
        } else if (id == HeaderName.MAX_BREADTH.id() && maxBreadth != UNSAID) {
            if (headers.first(HeaderName.MAX_BREADTH) == i)
                pen.replace(headers.valueStart(i), headers.valueEnd(i), Integer.toString(maxBreadth));
            else pen.skip(headers.lineStart(i), headers.lineEnd(i));
        } else if (id == HeaderName.RECORD_ROUTE.id()) {
            if (recordRoute != null && headers.first(HeaderName.RECORD_ROUTE) == i)
                pen.insert(headers.lineStart(i), "Record-Route: ", recordRoute);
        } else if ((id == HeaderName.ROUTE.id() && route != null) || dropped.test(i)) {
            pen.skip(headers.lineStart(i), headers.lineEnd(i));
        } else if (replaced != null) {
            String value = replaced.apply(i);
            if (value != null) pen.replace(headers.valueStart(i), headers.valueEnd(i), value);
        }
    }

    /** Inserts the added lines before the first Via line, wherever that stands. */
    private void ours(Headers headers, int i, Pen pen, String via) {
        int at = headers.lineStart(i);
        pen.insert(at, "Via: ", via);
        if (recordRoute != null && headers.first(HeaderName.RECORD_ROUTE) < 0)
            pen.insert(at, "Record-Route: ", recordRoute);
        if (route != null) for (String value : route) pen.insert(at, "Route: ", value);
        if (headers.first(HeaderName.MAX_FORWARDS) < 0) pen.insert(at, "Max-Forwards: ", Integer.toString(maxForwards));
        if (maxBreadth != UNSAID && headers.first(HeaderName.MAX_BREADTH) < 0)
            pen.insert(at, "Max-Breadth: ", Integer.toString(maxBreadth));
        if (headers.first(HeaderName.CONTENT_LENGTH) < 0)
            pen.insert(at, "Content-Length: ", Integer.toString(request.bodyLength()));
    }

    /**
     * A forwarded response: without its top Via value (RFC 3261 §16.7 step 3). It must have a second one.
     */
    public static byte[] withoutTopVia(SipResponse response) {
        byte[] bytes = response.bytes();
        Headers headers = response.headers();
        int line = headers.first(HeaderName.VIA);
        int valueEnd = headers.valueEnd(line);
        int next = nextValue(bytes, headers.valueStart(line), valueEnd);
        int cutFrom = next == valueEnd ? headers.lineStart(line) : headers.valueStart(line);
        int cutTo = next == valueEnd ? headers.lineEnd(line) : next;
        var out = new OctetBuilder(bytes.length - (cutTo - cutFrom) + 24);
        out.text(VERSION).copy(bytes, VERSION.length(), headers.lineStart(line));
        if (headers.first(HeaderName.CONTENT_LENGTH) < 0) out.text("Content-Length: " + response.bodyLength() + "\r\n");
        return out.copy(bytes, headers.lineStart(line), cutFrom)
                .copy(bytes, cutTo, bytes.length)
                .toBytes();
    }

    /** Index of the value after the first comma, after any folds and empty values; {@code to} when there is none. */
    private static int nextValue(byte[] bytes, int from, int to) {
        int at = Octets.firstValueEnd(bytes, from, to);
        while (at < to && (bytes[at] == ',' || Octets.blankOrControl(bytes[at]))) at++;
        return at;
    }

    /** Writes the edits in the order of the bytes, and copies the bytes between them. */
    private static final class Pen {
        private final OctetBuilder out;
        private final byte[] bytes;
        private int done;

        Pen(OctetBuilder out, byte[] bytes, int from) {
            this.out = out;
            this.bytes = bytes;
            this.done = from;
        }

        void through(int to) {
            out.copy(bytes, done, to);
            done = to;
        }

        void insert(int at, String name, String value) {
            through(at);
            out.text(name).text(value).text("\r\n");
        }

        void replace(int from, int to, String text) {
            through(from);
            out.text(text);
            done = to;
        }

        void skip(int from, int to) {
            through(from);
            done = to;
        }
    }
}
