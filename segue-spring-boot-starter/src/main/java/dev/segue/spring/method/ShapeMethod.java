package dev.segue.spring.method;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A method of the application that reads or writes one shape.
 *
 * @param bean whose it is, called through its proxies; null for the bean that was called, past them
 * @param takesOld whether it has one more parameter, for what the old shape's method gave
 */
record ShapeMethod(@Nullable Supplier<Object> bean, Method method, boolean takesOld) {

    /** The method of the bean that was called. */
    static ShapeMethod ofCalled(Method method, boolean takesOld) {
        ReflectionUtils.makeAccessible(method);
        return new ShapeMethod(null, method, takesOld);
    }

    /** Calls it, with what the old shape's method gave as one more argument if it takes that. */
    @Nullable
    Object call(Object called, @Nullable Object[] arguments, @Nullable Object old) throws Throwable {
        @Nullable Object[] all = arguments;
        if (takesOld) {
            all = Arrays.copyOf(arguments, arguments.length + 1);
            all[arguments.length] = old;
        }
        Object target = bean == null ? called : bean.get();
        Method invocable = bean == null ? method : AopUtils.selectInvocableMethod(method, target.getClass());
        try {
            return invocable.invoke(target, all);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}
