package io.aldis.net;

import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.regex.Pattern;

/** Texts of failures and durations for logs and trails, without class names, system call names and errno numbers. */
public final class PlainText {
    /** Netty's form: {@code finishConnect(..) failed with error(-111): Connection refused: /192.0.2.1:5060}. */
    private static final Pattern CALL = Pattern.compile("\\w+\\(\\.\\.\\) failed(?: with error\\(-?\\d+\\))?: ");

    /** The peer at the end of the message; the callers write it before the cause. */
    private static final Pattern PEER = Pattern.compile(": [\\w.-]*/\\[?[0-9a-fA-F.:%]+]?:\\d+$");

    private static final Pattern CLASS = Pattern.compile("^(?:[a-z]\\w*\\.)+[A-Z]\\w*(?:Exception|Error): ");

    private PlainText() {}

    /** The cause of the failure in words. */
    public static String cause(Throwable failure) {
        return switch (failure) {
            case AccessDeniedException _ -> "this user has no permission";
            case NoSuchFileException _ -> "there is no such file";
            case UnknownHostException unknown -> "there is no address for " + unknown.getMessage();
            case ClosedChannelException _ -> "the connection was closed";
            default -> said(failure);
        };
    }

    private static String said(Throwable failure) {
        String message = failure.getMessage();
        Throwable deeper = failure.getCause();
        if (message == null) return deeper == null ? "no reason was given" : cause(deeper);
        String plain = PEER.matcher(CALL.matcher(message).replaceAll("")).replaceAll("");
        return CLASS.matcher(plain).replaceAll("");
    }

    /** In the largest unit of which it is a whole number: {@code 500 ms}, {@code 5 s}, {@code 90 min}, {@code 48 h}. */
    public static String span(Duration span) {
        long ms = span.toMillis();
        if (ms % 1000 != 0) return ms + " ms";
        if (ms == 0 || ms % 60_000 != 0) return ms / 1000 + " s";
        return ms % 3_600_000 == 0 ? ms / 3_600_000 + " h" : ms / 60_000 + " min";
    }
}
