package io.aldis.sip.settings;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;

/**
 * Finds the method that a serializable method reference refers to. The serialization of the JDK replaces the reference by a {@link SerializedLambda},
 * which has the name; this needs no access to the class that the reference is written in, so it works across modules.
 */
final class AccessorName extends ObjectOutputStream {
    private String name = "";

    private AccessorName() throws IOException {
        super(OutputStream.nullOutputStream());
        enableReplaceObject(true);
    }

    /** The name of the method. @throws IllegalArgumentException for a lambda */
    static String of(Serializable reference) {
        try (var found = new AccessorName()) {
            found.writeObject(reference);
            if (found.name.isEmpty() || found.name.startsWith("lambda$"))
                throw new IllegalArgumentException(
                        "component: expected a method reference such as ServerSettings::patience but was " + reference);
            return found.name;
        } catch (IOException e) {
            throw new IllegalArgumentException("component: expected a method reference but was " + reference, e);
        }
    }

    @Override
    protected Object replaceObject(Object written) {
        if (!(written instanceof SerializedLambda lambda)) return written;
        name = lambda.getImplMethodName();
        return ""; // what the reference holds need not be serializable
    }
}
