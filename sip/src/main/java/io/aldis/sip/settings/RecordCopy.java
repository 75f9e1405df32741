package io.aldis.sip.settings;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.stream.Stream;

/** Makes records from values by reflection. */
final class RecordCopy {
    private RecordCopy() {}

    /** A copy in which one component has another value. @throws IllegalArgumentException when there is none of that name */
    @SuppressWarnings("unchecked")
    static <R extends Record> R of(R before, String name, Object value) {
        RecordComponent[] components = before.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        boolean found = false;
        for (int i = 0; i < values.length; i++) {
            boolean changed = components[i].getName().equals(name);
            values[i] = changed ? value : value(components[i], before);
            found |= changed;
        }
        if (!found)
            throw new IllegalArgumentException(
                    "component: expected one of " + before.getClass().getSimpleName() + " but was " + name);
        return (R) of(before.getClass(), values);
    }

    /** A record of these values, in the order of its components. Exceptions of its constructor are passed on. */
    static <R extends Record> R of(Class<R> type, Object... values) {
        Class<?>[] types = Stream.of(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException wrong) throw wrong;
            throw new IllegalStateException("No " + type.getSimpleName() + " can be made", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Records of settings are public, but not " + type.getSimpleName(), e);
        }
    }

    static Object value(RecordComponent component, Record of) {
        try {
            return component.getAccessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Records of settings are public, but not " + of.getClass(), e);
        }
    }
}
