package io.aldis.sip;

import java.util.Map;

/**
 * Status code and reason phrase of a response (RFC 3261 §7.2, §21).
 *
 * @param code 100 to 699
 * @param reason one line of text, may be empty
 */
public record Status(int code, String reason) {
    private static final Map<Integer, String> REASONS = Map.ofEntries(
            Map.entry(100, "Trying"),
            Map.entry(180, "Ringing"),
            Map.entry(183, "Session Progress"),
            Map.entry(200, "OK"),
            Map.entry(202, "Accepted"),
            Map.entry(300, "Multiple Choices"),
            Map.entry(301, "Moved Permanently"),
            Map.entry(302, "Moved Temporarily"),
            Map.entry(305, "Use Proxy"),
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(406, "Not Acceptable"),
            Map.entry(407, "Proxy Authentication Required"),
            Map.entry(408, "Request Timeout"),
            Map.entry(410, "Gone"),
            Map.entry(413, "Request Entity Too Large"),
            Map.entry(414, "Request-URI Too Long"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(416, "Unsupported URI Scheme"),
            Map.entry(420, "Bad Extension"),
            Map.entry(421, "Extension Required"),
            Map.entry(423, "Interval Too Brief"),
            Map.entry(430, "Flow Failed"),
            Map.entry(439, "First Hop Lacks Outbound Support"),
            Map.entry(440, "Max-Breadth Exceeded"),
            Map.entry(480, "Temporarily Unavailable"),
            Map.entry(481, "Call/Transaction Does Not Exist"),
            Map.entry(482, "Loop Detected"),
            Map.entry(483, "Too Many Hops"),
            Map.entry(484, "Address Incomplete"),
            Map.entry(485, "Ambiguous"),
            Map.entry(486, "Busy Here"),
            Map.entry(487, "Request Terminated"),
            Map.entry(488, "Not Acceptable Here"),
            Map.entry(491, "Request Pending"),
            Map.entry(493, "Undecipherable"),
            Map.entry(500, "Server Internal Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(502, "Bad Gateway"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(504, "Server Time-out"),
            Map.entry(505, "Version Not Supported"),
            Map.entry(513, "Message Too Large"),
            Map.entry(600, "Busy Everywhere"),
            Map.entry(603, "Decline"),
            Map.entry(604, "Does Not Exist Anywhere"),
            Map.entry(606, "Not Acceptable"),
            Map.entry(607, "Unwanted"),
            Map.entry(608, "Rejected"));

    public Status {
        if (code < 100 || code > 699) throw new SyntaxException("status code", "100 to 699", Integer.toString(code));
        if (!Token.oneLine(reason)) throw new SyntaxException("reason phrase", "one line", reason);
    }

    /** The code with the reason phrase of its RFC. */
    public static Status of(int code) {
        return new Status(code, REASONS.getOrDefault(code, "Unknown"));
    }

    public static Status of(int code, String reason) {
        return new Status(code, reason);
    }

    public boolean provisional() {
        return code < 200;
    }

    public boolean success() {
        return code >= 200 && code < 300;
    }

    @Override
    public String toString() {
        return code + " " + reason;
    }
}
