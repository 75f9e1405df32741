package io.aldis.sip.settings;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A class that reads values of settings. It has a public static method {@code parse(String)}, which throws IllegalArgumentException for other text. If
 * it also has {@code collect(List)}, the setting is a list, and that method makes the value from the parsed elements.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Form {
    /** The expected form, for the error message: {@code a network such as 192.0.2.0/24}. */
    String value();

    /** Whether commas are part of the value. */
    boolean withCommas() default false;
}
