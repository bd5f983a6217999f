package dev.segue.spring.method;

import dev.segue.spring.SegueConfigurationException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** Finds the method that an annotation names for the new shape, or says why there is none. */
record ShapeMethodFinder(BeanFactory beans) {

    private static final List<Propagation> ELSEWHERE =
            List.of(Propagation.REQUIRES_NEW, Propagation.NOT_SUPPORTED, Propagation.NEVER);

    /**
     * {@return the method for the new shape}
     *
     * @param old the annotated method, for the old shape
     * @param reference {@code method} or {@code bean#method}
     * @param writes whether it may take what the old one gave, and has to stay in the caller's transaction
     */
    ShapeMethod find(Class<?> type, Method old, String reference, boolean writes) {
        String where = type.getSimpleName() + "." + old.getName();
        int mark = reference.indexOf('#');
        String name = reference.substring(mark + 1);
        if (mark < 0) {
            Method found = matching(type, old, name, writes, where);
            return ShapeMethod.ofCalled(found, takesOld(found, old));
        }
        String bean = reference.substring(0, mark);
        Method found = matching(typeOf(bean, where), old, name, writes, where);
        if (!Modifier.isPublic(found.getModifiers())) {
            throw wrong(
                    where,
                    "names " + reference + ", which is not public",
                    "Make it public: it is called through the bean's proxy");
        }
        Transactional transactional = AnnotatedElementUtils.findMergedAnnotation(found, Transactional.class);
        if (writes && transactional != null && ELSEWHERE.contains(transactional.propagation())) {
            throw wrong(
                    where,
                    "names " + reference + ", which leaves the caller's transaction (" + transactional.propagation()
                            + ")",
                    "Both shapes are written in one transaction: take the propagation away");
        }
        return new ShapeMethod(() -> beans.getBean(bean), found, takesOld(found, old));
    }

    private Class<?> typeOf(String bean, String where) {
        Class<?> type;
        try {
            type = beans.getType(bean);
        } catch (NoSuchBeanDefinitionException e) {
            type = null;
        }
        if (type == null) {
            throw wrong(
                    where,
                    "names the bean " + bean + ", which is not there",
                    "Correct newShape: method, or bean#method");
        }
        return ClassUtils.getUserClass(type);
    }

    private static Method matching(Class<?> type, Method old, String name, boolean writes, String where) {
        List<Method> called = Arrays.stream(ReflectionUtils.getUniqueDeclaredMethods(type))
                .filter(method -> method.getName().equals(name) && !method.equals(old))
                .toList();
        return called.stream()
                .filter(method -> sameParameters(method, old) || (writes && takesOld(method, old)))
                .filter(method -> boxed(old.getReturnType()).isAssignableFrom(boxed(method.getReturnType())))
                .findFirst()
                .orElseThrow(() -> wrong(
                        where,
                        called.isEmpty()
                                ? "names the method " + name + ", which " + type.getName() + " does not have"
                                : "names " + called.get(0) + ", which does not match",
                        "newShape names a method with the same parameters and the same result as " + signature(old)
                                + (writes ? "; one more parameter of the type of the result may follow" : "")));
    }

    private static boolean sameParameters(Method method, Method old) {
        return Arrays.equals(method.getParameterTypes(), old.getParameterTypes());
    }

    private static boolean takesOld(Method method, Method old) {
        Class<?>[] types = method.getParameterTypes();
        int last = old.getParameterCount();
        return types.length == last + 1
                && Arrays.equals(Arrays.copyOf(types, last), old.getParameterTypes())
                && !types[last].isPrimitive() // It is null where the old shape is not written.
                && types[last].isAssignableFrom(boxed(old.getReturnType()));
    }

    private static Class<?> boxed(Class<?> type) {
        return ClassUtils.resolvePrimitiveIfNecessary(type);
    }

    private static String signature(Method method) {
        return method.getReturnType().getSimpleName() + " " + method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .toList()
                        .toString()
                        .replace('[', '(')
                        .replace(']', ')');
    }

    static SegueConfigurationException wrong(@Nullable String where, String what, String action) {
        return new SegueConfigurationException("The annotation of " + where + " " + what, action);
    }
}
