package io.aldis.app.command;

import java.io.StringWriter;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes JSON values, each as one line. */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    static String line(Consumer<JsonGenerator> value) {
        var text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            value.accept(json);
        }
        return text.toString();
    }

    /** One object; {@code properties} writes what is in it. */
    static String object(Consumer<JsonGenerator> properties) {
        return line(json -> {
            json.writeStartObject();
            properties.accept(json);
            json.writeEndObject();
        });
    }
}
