package dev.segue.spring.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test in every stage of a migration. A test with a parameter of type {@link Instances} runs for every pair of stages
 * too that may be at work in one fleet at the same time: what an instance in one stage writes, one in the other has to read.
 *
 * <pre>{@code
 * @SegueTest("0007_extract_address")
 * void whatOneInstanceWritesTheOtherReads(Instances instances) {
 *     long id = instances.first(() -> orders.place(order));
 *     assertThat(instances.second(() -> orders.find(id))).hasValue(order);
 * }
 * }</pre>
 *
 * The annotated methods go by that stage on the test's thread, without a journal. The test's database has both shapes, as
 * after {@code segue run}, and no triggers of Segue's.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(SegueTestExtension.class)
public @interface SegueTest {

    /** {@return the migration's name} */
    String value();
}
