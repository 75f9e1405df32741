package io.aldis.app.command;

import io.aldis.app.config.Configuration;
import io.aldis.server.Policy;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What SIGHUP does: reads the configuration again, puts the policies of the domains in force, and names in the log what has changed and needs
 * a restart. Files of certificates and keys are read again by themselves. A configuration that is wrong changes nothing.
 */
final class Reload implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);
    private static final String POLICIES = "policies";

    private final Configuration started;
    private final Supplier<Configuration> source;
    private final Consumer<Map<String, Policy>> policies;

    /**
     * @param started what the server was started with
     * @param source reads the configuration
     * @param policies takes those of the domains
     */
    Reload(Configuration started, Supplier<Configuration> source, Consumer<Map<String, Policy>> policies) {
        this.started = started;
        this.source = source;
        this.policies = policies;
    }

    @Override
    public synchronized void run() {
        try {
            Configuration now = source.get();
            policies.accept(now.server().policies());
            LOG.info("SIGHUP: policies are in force; files of certificates are read within seconds when they change");
            List<String> later = changed(started, now);
            if (!later.isEmpty())
                LOG.warn("SIGHUP: changed, but in force only after a restart: {}", String.join(", ", later));
        } catch (RuntimeException e) {
            LOG.error("SIGHUP: nothing was changed: {}", e.getMessage());
        }
    }

    /** The keys of the first level with another value, but for those that are in force. */
    static List<String> changed(Configuration before, Configuration after) {
        var names = new ArrayList<String>();
        for (RecordComponent each : Configuration.class.getRecordComponents())
            if (!each.getName().equals(POLICIES) && !value(each, before).equals(value(each, after)))
                names.add(key(each.getName()));
        return names;
    }

    private static Object value(RecordComponent component, Configuration of) {
        try {
            return component.getAccessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component.getName(), e);
        }
    }

    /** As it stands in the file. */
    private static String key(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
