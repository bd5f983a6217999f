package dev.segue.declare;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lets a list of records be written as a map as well: from one component, which must be a text, to the others. The list
 * keeps the order of the map.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Keyed {
    /** The component that is the map's key, as the declaration names it. */
    String by();

    /** The component that a single value under the key stands for; empty where only a map may stand there. */
    String single() default "";
}
