package io.aldis.sip;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A header field name (RFC 3261 §7.3, §20): an open enumeration, compared without case. Known names are shared constants,
 * found by their long or compact form: {@code HeaderName.of("f") == HeaderName.FROM}. Any other token is accepted as a name.
 */
public final class HeaderName {
    private static final int SLOTS = 512;
    private static final char NO_COMPACT = 0;
    private static final HeaderName[][] TABLE = new HeaderName[SLOTS][];
    private static final List<HeaderName> KNOWN = new ArrayList<>();
    /** The id of every name that is not among the constants. */
    public static final int UNKNOWN = 0;

    public static final HeaderName VIA = known("Via", 'v');
    public static final HeaderName FROM = known("From", 'f');
    public static final HeaderName TO = known("To", 't');
    public static final HeaderName CALL_ID = known("Call-ID", 'i');
    public static final HeaderName CSEQ = known("CSeq");
    public static final HeaderName MAX_FORWARDS = known("Max-Forwards");
    public static final HeaderName CONTACT = known("Contact", 'm');
    public static final HeaderName CONTENT_LENGTH = known("Content-Length", 'l');
    public static final HeaderName CONTENT_TYPE = known("Content-Type", 'c');
    public static final HeaderName CONTENT_ENCODING = known("Content-Encoding", 'e');
    public static final HeaderName CONTENT_DISPOSITION = known("Content-Disposition");
    public static final HeaderName CONTENT_LANGUAGE = known("Content-Language");
    public static final HeaderName ROUTE = known("Route");
    public static final HeaderName RECORD_ROUTE = known("Record-Route");
    public static final HeaderName PATH = known("Path");
    public static final HeaderName EXPIRES = known("Expires");
    public static final HeaderName MIN_EXPIRES = known("Min-Expires");
    public static final HeaderName DATE = known("Date");
    public static final HeaderName AUTHORIZATION = known("Authorization");
    public static final HeaderName PROXY_AUTHORIZATION = known("Proxy-Authorization");
    public static final HeaderName WWW_AUTHENTICATE = known("WWW-Authenticate");
    public static final HeaderName PROXY_AUTHENTICATE = known("Proxy-Authenticate");
    public static final HeaderName AUTHENTICATION_INFO = known("Authentication-Info");
    public static final HeaderName REQUIRE = known("Require");
    public static final HeaderName PROXY_REQUIRE = known("Proxy-Require");
    public static final HeaderName SUPPORTED = known("Supported", 'k');
    public static final HeaderName UNSUPPORTED = known("Unsupported");
    public static final HeaderName ALLOW = known("Allow");
    public static final HeaderName ACCEPT = known("Accept");
    public static final HeaderName ACCEPT_ENCODING = known("Accept-Encoding");
    public static final HeaderName ACCEPT_LANGUAGE = known("Accept-Language");
    public static final HeaderName USER_AGENT = known("User-Agent");
    public static final HeaderName SERVER = known("Server");
    public static final HeaderName SUBJECT = known("Subject", 's');
    public static final HeaderName PRIORITY = known("Priority");
    public static final HeaderName RETRY_AFTER = known("Retry-After");
    public static final HeaderName WARNING = known("Warning");
    public static final HeaderName TIMESTAMP = known("Timestamp");
    public static final HeaderName IN_REPLY_TO = known("In-Reply-To");
    public static final HeaderName MIME_VERSION = known("MIME-Version");
    public static final HeaderName ORGANIZATION = known("Organization");
    public static final HeaderName REASON = known("Reason");
    public static final HeaderName REPLY_TO = known("Reply-To");
    /** RFC 5393. */
    public static final HeaderName MAX_BREADTH = known("Max-Breadth");
    /** RFC 3325. */
    public static final HeaderName P_ASSERTED_IDENTITY = known("P-Asserted-Identity");
    /** RFC 3325. */
    public static final HeaderName P_PREFERRED_IDENTITY = known("P-Preferred-Identity");

    /** RFC 3323. */
    public static final HeaderName PRIVACY = known("Privacy");

    public static final HeaderName REMOTE_PARTY_ID = known("Remote-Party-ID");
    /** RFC 6665. */
    public static final HeaderName EVENT = known("Event", 'o');
    /** RFC 6665. */
    public static final HeaderName ALLOW_EVENTS = known("Allow-Events", 'u');
    /** RFC 3515. */
    public static final HeaderName REFER_TO = known("Refer-To", 'r');
    /** RFC 3892. */
    public static final HeaderName REFERRED_BY = known("Referred-By", 'b');
    /** RFC 4028. */
    public static final HeaderName SESSION_EXPIRES = known("Session-Expires", 'x');
    /** RFC 3841. */
    public static final HeaderName ACCEPT_CONTACT = known("Accept-Contact", 'a');
    /** RFC 3841. */
    public static final HeaderName REJECT_CONTACT = known("Reject-Contact", 'j');
    /** RFC 3841. */
    public static final HeaderName REQUEST_DISPOSITION = known("Request-Disposition", 'd');
    /** RFC 8224. */
    public static final HeaderName IDENTITY = known("Identity", 'y');

    private final String text;
    private final String lower;
    private final byte[] octets;
    private final int id;
    private final char compact;

    private HeaderName(String text, int id, char compact) {
        this.compact = compact;
        this.text = text;
        this.lower = text.toLowerCase(Locale.ROOT);
        this.octets = lower.getBytes(StandardCharsets.US_ASCII);
        this.id = id;
    }

    private static HeaderName known(String text) {
        return known(text, NO_COMPACT);
    }

    private static HeaderName known(String text, char compact) {
        var name = new HeaderName(text, KNOWN.size() + 1, compact);
        KNOWN.add(name);
        enter(name.lower, name);
        if (compact != NO_COMPACT) enter(String.valueOf(compact), name);
        return name;
    }

    private static void enter(String spelling, HeaderName name) {
        byte[] bytes = spelling.getBytes(StandardCharsets.US_ASCII);
        int slot = slot(bytes, 0, bytes.length);
        HeaderName[] old = TABLE[slot];
        HeaderName[] grown = old == null ? new HeaderName[1] : Arrays.copyOf(old, old.length + 1);
        grown[grown.length - 1] = name;
        TABLE[slot] = grown;
    }

    private static int slot(byte[] bytes, int from, int to) {
        int length = to - from;
        int first = bytes[from] | 0x20;
        int middle = bytes[from + length / 2] | 0x20;
        int last = bytes[to - 1] | 0x20;
        return (length * 31 + first * 7 + middle * 3 + last) & (SLOTS - 1);
    }

    /**
     * The id of the name that stands in {@code bytes[from, to)}, or {@link #UNKNOWN}. Nothing is allocated.
     *
     * @param to greater than {@code from}
     */
    public static int idOf(byte[] bytes, int from, int to) {
        HeaderName[] names = TABLE[slot(bytes, from, to)];
        if (names == null) return UNKNOWN;
        for (HeaderName name : names) if (name.spelt(bytes, from, to)) return name.id;
        return UNKNOWN;
    }

    private boolean spelt(byte[] bytes, int from, int to) {
        if (to - from == 1 && compact != NO_COMPACT) return (bytes[from] | 0x20) == compact;
        byte[] ours = octets;
        if (to - from != ours.length) return false;
        for (int i = 0; i < ours.length; i++) {
            int c = bytes[from + i];
            if (c != ours[i] && (c < 'A' || c > 'Z' || (c | 0x20) != ours[i])) return false;
        }
        return true;
    }

    /** The constant with that id. */
    static HeaderName withId(int id) {
        return KNOWN.get(id - 1);
    }

    /**
     * The header of that name, long or compact, whatever its case.
     *
     * @throws SyntaxException when it is not a token
     */
    public static HeaderName of(String text) {
        byte[] bytes = Token.require("header name", text).getBytes(StandardCharsets.US_ASCII);
        int id = idOf(bytes, 0, bytes.length);
        return id == UNKNOWN ? new HeaderName(text, UNKNOWN, NO_COMPACT) : withId(id);
    }

    /** As the RFC spells it, or as it was given for an unknown one. */
    public String text() {
        return text;
    }

    /** A small number for the constants, {@link #UNKNOWN} for all others. */
    public int id() {
        return id;
    }

    /** For names without an id: whether this is the name in {@code bytes[from, to)}. */
    boolean matches(byte[] bytes, int from, int to) {
        return spelt(bytes, from, to);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof HeaderName name && name.lower.equals(lower));
    }

    @Override
    public int hashCode() {
        return lower.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
