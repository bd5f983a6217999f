package dev.segue.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.transaction.annotation.Transactional;

/**
 * The method writes the old shape, and another method writes the same to the new one.
 *
 * <ul>
 *   <li>Where the application writes twice, both write in the caller's transaction, the old shape first, as the stage says;
 *       the stage holds until the transaction ends. The answer is that of the shape which answers reads.
 *   <li>Where the database writes twice, one of them writes: the one that the flag says.
 * </ul>
 *
 * <pre>{@code
 * @DuplicateWrite(migration = "0007_extract_address", key = "#id", newShape = "moveSeparate")
 * public boolean move(long id, Address address) { … }
 *
 * boolean moveSeparate(long id, Address address) { … }
 * }</pre>
 *
 * The method is transactional; {@code @Transactional} beside it says more, if need be. If one of the methods throws, the
 * transaction can no longer be committed, also not by who catches the exception; a savepoint that was set before (NESTED)
 * can be rolled back to. Only a call from outside of the bean is noticed, as with {@code @Transactional}.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Transactional
public @interface DuplicateWrite {

    /** {@return the migration's name, which {@code segue.migrations} lists} */
    String migration();

    /** {@return for people: it stands in messages; class and method if empty} */
    String name() default "";

    /**
     * {@return the method that writes the new shape: {@code method} of the same bean, or {@code bean#method}} It takes the
     * same parameters, and may take one more: what the old shape's method gave, or null where the old shape was not
     * written. It gives the same type.
     */
    String newShape();

    /**
     * {@return an expression of what the flag's decision sticks to, such as {@code #id}; if empty, the flag decides for this
     * instance as a whole} Only where the database writes twice; stages have no keys.
     */
    String key() default "";
}
