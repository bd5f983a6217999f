package dev.segue.spring.method;

import dev.segue.client.Work;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/**
 * What the flag's decision sticks to, by the arguments of a call.
 *
 * @param expression null for the instance as a whole
 */
record KeyExpression(Method method, @Nullable Expression expression) {

    private static final SpelExpressionParser PARSER = new SpelExpressionParser();
    private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

    static KeyExpression of(Method method, String text) {
        try {
            return new KeyExpression(method, text.isEmpty() ? null : PARSER.parseExpression(text));
        } catch (ParseException e) {
            throw ShapeMethodFinder.wrong(
                    method.getDeclaringClass().getSimpleName() + "." + method.getName(),
                    "has the key " + text + ", which is no expression (" + e.getSimpleMessage() + ")",
                    "Write it in Spring's expression language, such as #id or #order.customerId");
        }
    }

    /** {@return whether a call uses the new shape} */
    boolean isOn(Work work, Object called, @Nullable Object[] arguments) {
        if (expression == null) {
            return work.isOnForInstance();
        }
        Object key = expression.getValue(new MethodBasedEvaluationContext(called, method, arguments, NAMES));
        if (key == null) {
            throw new IllegalArgumentException(method.getDeclaringClass().getSimpleName() + "." + method.getName()
                    + ": the key " + expression.getExpressionString() + " is null; the flag cannot decide for nobody");
        }
        return work.isOn(key.toString());
    }
}
