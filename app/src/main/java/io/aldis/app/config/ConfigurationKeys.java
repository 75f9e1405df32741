package io.aldis.app.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The keys of the configuration. They are derived from the component names of its records. */
public final class ConfigurationKeys {
    private ConfigurationKeys() {}

    /** All keys, nested ones with dots, in the order of the records. */
    public static List<String> all() {
        var keys = new ArrayList<String>();
        collect(Configuration.class, "", keys);
        return keys;
    }

    private static void collect(Class<?> type, String prefix, List<String> keys) {
        for (RecordComponent component : type.getRecordComponents()) {
            String key = prefix + of(component);
            if (isGroup(component.getType())) collect(component.getType(), key + '.', keys);
            else keys.add(key);
        }
    }

    /** The value of each key, in the order of {@link #all}. */
    public static Map<String, Object> values(Configuration configuration) {
        var values = new LinkedHashMap<String, Object>();
        collect(configuration, "", values);
        return values;
    }

    private static void collect(Record from, String prefix, Map<String, Object> values) {
        for (RecordComponent component : from.getClass().getRecordComponents()) {
            String key = prefix + of(component);
            Object value = read(component, from);
            if (isGroup(component.getType())) collect((Record) value, key + '.', values);
            else values.put(key, value);
        }
    }

    static Object read(RecordComponent component, Record from) {
        try {
            return component.getAccessor().invoke(from);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The accessors of the configuration are public", e);
        }
    }

    /** Whether the type is a group: a record whose components are nested keys. */
    static boolean isGroup(Class<?> type) {
        return type == Mailbox.class
                || type == Trail.class
                || type == Tls.class
                || type == Limits.class
                || type == Websocket.class
                || (type.isRecord() && type.getEnclosingClass() == Configuration.class);
    }

    /** The key of a component: {@code openRegistration} becomes {@code open-registration}. */
    static String of(RecordComponent component) {
        return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** The environment variable for a key: {@code ALDIS_REGISTRATION_LONGEST}. */
    public static String variable(String key) {
        return "ALDIS_" + key.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
    }
}
