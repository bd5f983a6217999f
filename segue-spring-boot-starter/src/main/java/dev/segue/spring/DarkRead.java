package dev.segue.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The method reads from the old shape, and another method reads the same from the new one. Which of them answers the caller
 * is what the flag says, or the stage where the application writes twice. Now and then the other one is read too, on another
 * thread, with a connection of its own and an {@code EntityManager} of its own, never in the caller's transaction; the
 * answers are compared, and the caller notices nothing of it.
 *
 * <pre>{@code
 * @DarkRead(migration = "0007_extract_address", name = "order page", key = "#id", newShape = "findSeparate")
 * public Order find(long id) { … }
 *
 * Order findSeparate(long id) { … }
 * }</pre>
 *
 * Both methods only read. Answers are compared as {@code dev.segue.client.darkread.DarkRead} does it: records, maps, lists
 * and arrays field by field, anything else by equality; so give records rather than entities. Only a call from outside of
 * the bean is noticed, as with {@code @Transactional}.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface DarkRead {

    /** {@return the migration's name, which {@code segue.migrations} lists} */
    String migration();

    /** {@return for people, unique within the migration; class and method if empty} */
    String name() default "";

    /**
     * {@return the method that reads the new shape: {@code method} of the same bean, or {@code bean#method}} It takes the
     * same parameters and gives the same type.
     */
    String newShape();

    /**
     * {@return an expression of what the flag's decision sticks to, such as {@code #id} or {@code #order.customerId}; if
     * empty, the flag decides for this instance as a whole} Stages have no keys.
     */
    String key() default "";

    /** {@return the name of a bean of type {@code dev.segue.client.darkread.Rules}; if empty, every difference counts} */
    String rules() default "";
}
