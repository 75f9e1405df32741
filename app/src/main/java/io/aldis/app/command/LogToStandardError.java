package io.aldis.app.command;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/**
 * The log: one line for each event on standard error, without colours; warnings only, until {@link #talk}. In code, since reading an XML file would be a
 * good part of the start-up time; {@code -Dlogback.configurationFile=FILE} still has its way. Logback finds this class as a service.
 */
public final class LogToStandardError extends ContextAwareBase implements Configurator {
    private static final String FILE = "logback.configurationFile";
    /** What a peer has written stays in its line. */
    private static final String PATTERN =
            "%d{HH:mm:ss.SSS} %-5level %logger{0}: %replace(%msg){'[\\p{Cc}\\p{Zl}\\p{Zp}]','?'}%n%ex";

    /** From INFO on, for a command whose log is read; the libraries of databases stay quiet. */
    static void talk() {
        if (System.getProperty(FILE) != null || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext context))
            return;
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
        context.getLogger("org.flywaydb").setLevel(Level.WARN);
        context.getLogger("com.zaxxer.hikari").setLevel(Level.WARN);
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty(FILE) != null) return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.start();
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setTarget(ConsoleTarget.SystemErr.getName());
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
