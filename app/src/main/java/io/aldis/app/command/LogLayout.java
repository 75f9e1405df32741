package io.aldis.app.command;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/**
 * Formats each log event as one line: time, level, package, message. A stack trace follows at ERROR, which means a fault of the program, and
 * at DEBUG. Control characters, which a peer may have written, are replaced.
 */
final class LogLayout extends LayoutBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

    @Override
    public String doLayout(ILoggingEvent event) {
        var line = new StringBuilder(160);
        line.append(TIME.format(Instant.ofEpochMilli(event.getTimeStamp())))
                .append(' ')
                .append("%-5s".formatted(event.getLevel()))
                .append(' ')
                .append(part(event.getLoggerName()))
                .append(": ")
                .append(plain(event.getFormattedMessage()));
        IThrowableProxy thrown = event.getThrowableProxy();
        boolean whole = event.getLevel() == Level.ERROR || event.getLevel().toInt() <= Level.DEBUG_INT;
        if (thrown != null && !whole && thrown.getMessage() != null)
            line.append(": ").append(plain(thrown.getMessage()));
        line.append('\n');
        if (thrown != null && whole) line.append(ThrowableProxyUtil.asString(thrown));
        return line.toString();
    }

    private static String plain(String text) {
        return CONTROL.matcher(PlainWords.of(text)).replaceAll("?");
    }

    /** The last segment of the logger's package. The name of the class is left out. */
    private static String part(String logger) {
        int end = logger.lastIndexOf('.');
        return end < 0 ? logger : logger.substring(logger.lastIndexOf('.', end - 1) + 1, end);
    }
}
