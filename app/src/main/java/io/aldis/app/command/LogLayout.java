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
 * One line for each event, for operators: time, level, part of the program, what happened. A stack trace follows only where the program itself
 * is at fault (ERROR) or the level is DEBUG. What a peer has written stays in its line.
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

    /** The package: classes are nobody's business but ours. */
    private static String part(String logger) {
        int end = logger.lastIndexOf('.');
        return end < 0 ? logger : logger.substring(logger.lastIndexOf('.', end - 1) + 1, end);
    }
}
