package io.aldis.app.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Builds the records of the configuration by reflection. Each canonical constructor gets the values of the settings, and the defaults for
 * keys that are not set.
 */
final class Binder {
    private final Map<String, Setting> settings;

    Binder(Map<String, Setting> settings) {
        this.settings = settings;
    }

    /** @throws ConfigurationException for the first value that is wrong */
    Configuration over(Configuration usual) {
        return (Configuration) bound(usual, "");
    }

    private Record bound(Record usual, String prefix) {
        RecordComponent[] components = usual.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) values[i] = value(components[i], usual, prefix);
        return made(usual.getClass(), components, values);
    }

    private Object value(RecordComponent component, Record usual, String prefix) {
        String key = prefix + ConfigurationKeys.of(component);
        Object before = ConfigurationKeys.read(component, usual);
        if (ConfigurationKeys.isGroup(component.getType())) return bound((Record) before, key + '.');
        Setting setting = settings.get(key);
        return setting == null ? before : Kinds.read(component.getGenericType(), setting);
    }

    private static Record made(Class<? extends Record> type, RecordComponent[] components, Object[] values) {
        Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<? extends Record> canonical = type.getDeclaredConstructor(types);
            return canonical.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new ConfigurationException(reason(e));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The constructors of the configuration are public", e);
        }
    }

    private static String reason(InvocationTargetException e) {
        Throwable cause = e.getCause();
        return cause == null ? "wrong configuration" : String.valueOf(cause.getMessage());
    }
}
