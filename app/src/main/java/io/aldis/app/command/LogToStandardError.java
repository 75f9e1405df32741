package io.aldis.app.command;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.aldis.app.config.LogLevel;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/**
 * The log: one line for each event on standard error, without colours; warnings only, until {@link #talk}. In code, since reading an XML file would be a
 * good part of the start-up time; {@code -Dlogback.configurationFile=FILE} still has its way. Logback finds this class as a service.
 */
public final class LogToStandardError extends ContextAwareBase implements Configurator {
    private static final String FILE = "logback.configurationFile";

    /** From INFO on, for a command whose log is read. */
    static void talk() {
        talk(LogLevel.INFO);
    }

    /** From that level on; libraries never tell more than INFO, and those of databases stay quiet. */
    static void talk(LogLevel level) {
        if (System.getProperty(FILE) != null || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext context))
            return;
        Level wanted = Level.toLevel(level.name());
        Level others = wanted.isGreaterOrEqual(Level.INFO) ? wanted : Level.INFO;
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(others);
        context.getLogger("io.aldis").setLevel(wanted);
        context.getLogger("org.flywaydb").setLevel(Level.WARN);
        context.getLogger("com.zaxxer.hikari").setLevel(Level.OFF); // names objects; what fails is said by the store
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty(FILE) != null) return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        var layout = new LogLayout();
        layout.setContext(context);
        layout.start();
        var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
        encoder.setContext(context);
        encoder.setLayout(layout);
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
