package io.aldis.sip.settings;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the text of one setting; made from the component of its record. */
final class SettingReader {
    /**
     * A type of values.
     *
     * @param expected the form, for the error message
     * @param read throws IllegalArgumentException for other text
     */
    private record Kind(String expected, Function<String, Object> read) {}

    private static final Kind DURATION = new Kind(form(DurationText.class).value(), DurationText::parse);
    private static final Kind NUMBER = new Kind("a number from 1 to 1000000000", SettingReader::number);
    private static final Map<Class<?>, Kind> KINDS = Map.of(
            boolean.class, new Kind("true or false", SettingReader::isTrue),
            int.class, NUMBER,
            long.class, NUMBER,
            Duration.class, DURATION,
            Path.class, new Kind("a path", Path::of));

    private final String key;
    private final Class<?> container;
    private final Class<?> parser;
    private final Kind kind;

    /** @param key as in the configuration file, for error messages */
    SettingReader(RecordComponent component, String key) {
        this.key = key;
        this.container = component.getType();
        Class<?> as = setting(component).as();
        this.parser = as == Object.class ? element(component.getGenericType()) : as;
        Kind known = KINDS.get(parser);
        this.kind = known == null ? new Kind(form(parser).value(), text -> called("parse", String.class, text)) : known;
    }

    static Setting setting(RecordComponent component) {
        Setting setting = component.getAnnotation(Setting.class);
        if (setting == null) throw new IllegalStateException(component + " is no setting");
        return setting;
    }

    private static Form form(Class<?> parser) {
        Form form = parser.getAnnotation(Form.class);
        if (form == null) throw new IllegalStateException("There is no parser for settings of " + parser);
        return form;
    }

    private static Class<?> element(Type type) {
        if (type instanceof ParameterizedType some) return element(some.getActualTypeArguments()[0]);
        return (Class<?>) type;
    }

    /** The value of a default, in which commas separate the elements of a list. */
    Object defaultOf(String text) {
        if (!isList()) return text.isEmpty() && container == Optional.class ? Optional.empty() : read(List.of(text));
        return read(
                text.isEmpty()
                        ? List.of()
                        : Arrays.stream(text.split(",", -1)).map(String::strip).toList());
    }

    /** @throws WrongValue when a text has another form */
    Object read(List<String> texts) {
        if (isList()) return collected(texts.stream().map(this::parsed).toList());
        if (!KINDS.containsKey(parser) && form(parser).withCommas()) return one(String.join(",", texts));
        if (texts.size() != 1) throw new WrongValue(key, "one value", String.join(", ", texts));
        return one(texts.getFirst());
    }

    private Object one(String text) {
        Object value = parsed(text);
        if (container == long.class && value instanceof Integer number) return number.longValue();
        return container == Optional.class && !(value instanceof Optional) ? Optional.of(value) : value;
    }

    private boolean isList() {
        return container == List.class || method("collect", List.class) != null;
    }

    private Object collected(List<Object> elements) {
        if (method("collect", List.class) == null) return elements;
        try {
            return called("collect", List.class, elements);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }

    private Object parsed(String text) {
        try {
            return kind.read().apply(text);
        } catch (IllegalArgumentException e) {
            throw new WrongValue(key, kind.expected() + hint(e), text);
        }
    }

    private static String hint(IllegalArgumentException e) {
        String message = String.valueOf(e.getMessage());
        int question = message.lastIndexOf("; did you mean");
        return question < 0 ? "" : " (" + message.substring(question + 2) + ")";
    }

    private @Nullable Method method(String name, Class<?> parameter) {
        try {
            return parser.getMethod(name, parameter);
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    private Object called(String name, Class<?> parameter, Object argument) {
        try {
            return parser.getMethod(name, parameter).invoke(null, argument);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException wrong) throw wrong;
            throw new IllegalStateException(parser + " cannot read " + argument, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Parsers of settings are public, but not " + parser, e);
        }
    }

    private static Object isTrue(String text) {
        if (text.equals("true") || text.equals("false")) return text.equals("true");
        throw new IllegalArgumentException("neither true nor false");
    }

    private static Object number(String text) {
        int number = Integer.parseInt(text);
        if (number < 1 || number > 1_000_000_000) throw new IllegalArgumentException("out of range");
        return number;
    }
}
