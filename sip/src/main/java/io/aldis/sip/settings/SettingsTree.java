package io.aldis.sip.settings;

import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A record of settings and the records in it ({@link SettingGroup}): the keys and defaults of its components, and records made of texts. A component
 * without {@link Setting} is for programs only: it begins empty, or as the constant {@code DEFAULT} of its type.
 */
public final class SettingsTree {
    /**
     * One setting.
     *
     * @param name its key, nested keys with dots: {@code registration.longest}
     */
    public record Key(String name, Setting setting) {}

    private SettingsTree() {}

    /** All settings that have a key, in the order of the components; those of one group stand together. */
    public static List<Key> keys(Class<? extends Record> type) {
        var keys = new ArrayList<Key>();
        visit(type, "", (key, component) -> keys.add(new Key(key, SettingReader.setting(component))));
        var groups = new LinkedHashMap<String, List<Key>>();
        for (Key key : keys)
            groups.computeIfAbsent(key.name().split("\\.", 2)[0], _ -> new ArrayList<>())
                    .add(key);
        return groups.values().stream().flatMap(List::stream).toList();
    }

    private static void visit(Class<?> type, String prefix, BiConsumer<String, RecordComponent> found) {
        for (RecordComponent component : type.getRecordComponents()) {
            if (isGroup(component)) visit(component.getType(), below(prefix, component), found);
            else if (hasKey(component)) found.accept(key(prefix, component), component);
        }
    }

    /** The values of all settings that have a key, by the key. */
    public static Map<String, Object> values(Record settings) {
        var values = new LinkedHashMap<String, Object>();
        collect(settings, "", values);
        return values;
    }

    private static void collect(Record from, String prefix, Map<String, Object> values) {
        for (RecordComponent component : from.getClass().getRecordComponents()) {
            Object value = RecordCopy.value(component, from);
            if (isGroup(component)) collect((Record) value, below(prefix, component), values);
            else if (hasKey(component)) values.put(key(prefix, component), value);
        }
    }

    /**
     * The defaults of a record.
     *
     * @param given values of components that have no default, found by their type
     */
    public static <R extends Record> R defaults(Class<R> type, Object... given) {
        return made(type, "", (component, _) -> {
            if (isGroup(component)) return defaults(component.getType().asSubclass(Record.class), given);
            if (component.isAnnotationPresent(Setting.class))
                return new SettingReader(component, name(component))
                        .defaultOf(SettingReader.setting(component).value());
            return withoutDefault(component.getType(), given);
        });
    }

    private static Object withoutDefault(Class<?> type, Object... given) {
        for (Object each : given) if (type.isInstance(each)) return each;
        if (type == Optional.class) return Optional.empty();
        if (type == List.class) return List.of();
        try {
            Field constant = type.getField("DEFAULT");
            return constant.get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " has no DEFAULT, and none was given", e);
        }
    }

    /**
     * A copy in which the settings that have a text have that value, within the ranges.
     *
     * @param texts the texts of a key; several for a list; empty where the value stays
     * @throws WrongValue when a text has another form
     * @throws IllegalArgumentException when a value is out of its range, or a record refuses its values; the message begins with the key
     */
    public static <R extends Record> R bound(R before, Function<String, Optional<List<String>>> texts) {
        return bound(before, "", texts);
    }

    @SuppressWarnings("unchecked")
    private static <R extends Record> R bound(R before, String prefix, Function<String, Optional<List<String>>> texts) {
        var values = new LinkedHashMap<String, Object>();
        for (RecordComponent component : before.getClass().getRecordComponents()) {
            Object value = RecordCopy.value(component, before);
            if (isGroup(component)) value = bound((Record) value, below(prefix, component), texts);
            else if (hasKey(component)) {
                String key = key(prefix, component);
                Optional<List<String>> text = texts.apply(key);
                if (text.isPresent()) value = new SettingReader(component, key).read(text.get());
            }
            values.put(component.getName(), value);
        }
        return (R) made(before.getClass(), prefix, (component, key) -> {
            Object value = values.getOrDefault(component.getName(), "");
            if (hasKey(component)) new SettingRange(values).check(SettingReader.setting(component), key, value);
            return value;
        });
    }

    /** The constructor's message gets the group, if it begins with a key of the record. */
    private static <R extends Record> R made(
            Class<R> type, String prefix, BiFunction<RecordComponent, String, Object> value) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) values[i] = value.apply(components[i], key(prefix, components[i]));
        try {
            return RecordCopy.of(type, values);
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            for (RecordComponent each : components)
                if (message.startsWith(key("", each) + ':')) throw new IllegalArgumentException(prefix + message, e);
            throw e;
        }
    }

    private static boolean isGroup(RecordComponent component) {
        return component.isAnnotationPresent(SettingGroup.class);
    }

    private static boolean hasKey(RecordComponent component) {
        Setting setting = component.getAnnotation(Setting.class);
        return setting != null && !setting.key().equals(Setting.NO_KEY);
    }

    private static String below(String prefix, RecordComponent group) {
        SettingGroup named = group.getAnnotation(SettingGroup.class);
        return named == null || named.value().isEmpty() ? prefix : prefix + named.value() + '.';
    }

    private static String key(String prefix, RecordComponent component) {
        Setting setting = component.getAnnotation(Setting.class);
        return prefix + (setting == null || setting.key().isEmpty() ? name(component) : setting.key());
    }

    /** {@code open-registration} for {@code openRegistration}. */
    private static String name(RecordComponent component) {
        return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
