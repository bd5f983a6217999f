package dev.segue.declare;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the JSON Schema can say of a text beyond its not being blank. The reader does not look at it: the constructor of
 * the record decides, and says why.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Text {
    /** The most characters. */
    int maximumLength() default Integer.MAX_VALUE;

    /** A regular expression that the whole text matches, in the common ground of ECMA 262 and Java. */
    String pattern() default "";
}
