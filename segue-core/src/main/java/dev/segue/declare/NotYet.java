package dev.segue.declare;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a constant that the model knows and that this release refuses. The reader gives the reason and a hint; the JSON
 * Schema leaves the word out.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface NotYet {
    /** Why the word is refused, as the end of a sentence. */
    String value();

    /** What to write instead. */
    String instead();
}
