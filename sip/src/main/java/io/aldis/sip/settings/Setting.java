package io.aldis.sip.settings;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A component of a record that is a setting: its default, its documentation and its key stand here and nowhere else. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
    /** The {@link #key} of a setting that programs can change, but not the configuration file. */
    String NO_KEY = "-";

    /** The default as in the configuration file; a list with commas; empty for none. */
    String value();

    /** What it does: the words that its row of docs/configuration.md begins with. */
    String doc();

    /** The key in its group: by default the name of the component, {@code open-registration} for {@code openRegistration}. */
    String key() default "";

    /** The class whose {@code parse} reads the value; by default the type of the component, or that of its elements. */
    Class<?> as() default Object.class;

    /** The least value: a duration, a size, or the name of another component of the record. */
    String least() default "";

    /** The largest value, likewise. */
    String most() default "";

    /** The reason of the range, for the error message. */
    String why() default "";
}
