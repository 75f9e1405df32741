package io.aldis.app.command;

import io.aldis.app.config.Configuration;
import io.aldis.app.config.ConfigurationKeys;
import io.aldis.app.config.Trusted;
import io.aldis.net.Listen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handler of SIGHUP: reads the configuration again and applies the keys that a running server can change. The log names the keys that
 * are in force now and those that need a restart. A wrong configuration changes nothing. Safe for every thread.
 */
final class Reload implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    /** Keys that a running server can change. */
    static final Set<String> IN_FORCE_AT_ONCE = Set.of(
            "policies",
            "trust",
            "log-level",
            "limits.messages",
            "limits.messages-per-address",
            "limits.messages-per-connection",
            "limits.messages-per-account",
            "limits.messages-per-trusted-address",
            "limits.burst",
            "limits.delay",
            "limits.retry-after");

    /** The server that runs. */
    interface Running {
        /** Applies the values of {@link #IN_FORCE_AT_ONCE}. */
        void take(Configuration configuration);

        /** Reads changed certificate files again. @return whether a certificate was replaced */
        boolean renewCertificates();
    }

    private final Configuration started;
    private final Supplier<Configuration> source;
    private final Running running;
    private Configuration current;

    /**
     * @param started the configuration that the server was started with
     * @param source reads and checks the configuration; throws when it is wrong
     */
    Reload(Configuration started, Supplier<Configuration> source, Running running) {
        this.started = started;
        this.current = started;
        this.source = source;
        this.running = running;
    }

    @Override
    public synchronized void run() {
        Configuration now;
        try {
            now = source.get();
        } catch (RuntimeException e) {
            LOG.error("SIGHUP: nothing was changed: {}", e.getMessage());
            return;
        }
        List<String> taken = changed(current, now, true);
        if (!took(now, taken)) return;
        renew(taken);
        if (!taken.isEmpty()) LOG.info("SIGHUP: in force now: {}", String.join(", ", taken));
        List<String> later = changed(started, now, false);
        if (!listeners(started).equals(listeners(now))) later.add("trust (its listeners)");
        if (!later.isEmpty())
            LOG.warn("SIGHUP: changed, but in force only after a restart: {}", String.join(", ", later));
    }

    private boolean took(Configuration now, List<String> taken) {
        try {
            running.take(now);
            current = now;
            return true;
        } catch (RuntimeException e) {
            LOG.error("SIGHUP: perhaps only some of these are in force: {}: {}", taken, e.getMessage());
            return false;
        }
    }

    /** Adds to what was taken. */
    private void renew(List<String> taken) {
        try {
            if (running.renewCertificates()) taken.add("certificates");
            else if (taken.isEmpty()) taken.add("nothing new");
        } catch (RuntimeException e) {
            LOG.error("SIGHUP: the certificates could not be read again: {}", e.getMessage());
        }
    }

    private static List<Listen> listeners(Configuration configuration) {
        return Trusted.listeners(configuration.trust());
    }

    /** The keys whose value differs. @param atOnce whether among {@link #IN_FORCE_AT_ONCE}, or among the others */
    static List<String> changed(Configuration before, Configuration after, boolean atOnce) {
        Map<String, Object> old = ConfigurationKeys.values(before);
        var names = new ArrayList<String>();
        ConfigurationKeys.values(after).forEach((key, value) -> {
            if (IN_FORCE_AT_ONCE.contains(key) == atOnce && !value.equals(old.get(key))) names.add(key);
        });
        return names;
    }
}
