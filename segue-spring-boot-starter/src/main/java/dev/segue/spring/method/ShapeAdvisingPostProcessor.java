package dev.segue.spring.method;

import dev.segue.spring.DarkRead;
import dev.segue.spring.DuplicateWrite;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.framework.AbstractAdvisingBeanPostProcessor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.ComposablePointcut;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Puts the advice around the beans that have annotated methods, behind whatever stands there already; once all beans are
 * there, looks whether each annotation can be followed.
 */
public final class ShapeAdvisingPostProcessor extends AbstractAdvisingBeanPostProcessor
        implements SmartInitializingSingleton {

    private static final long serialVersionUID = 1L;

    private final transient ObjectProvider<ShapedMethods> methods;
    private final transient Set<Class<?>> found = new LinkedHashSet<>();
    private final AtomicBoolean started = new AtomicBoolean();

    /** @param methods asked for when the first annotated method is called, or all beans are there */
    public ShapeAdvisingPostProcessor(ObjectProvider<ShapedMethods> methods) {
        this.methods = methods;
        MethodInterceptor advice = invocation -> methods.getObject().answer(invocation);
        this.advisor = new DefaultPointcutAdvisor(
                new ComposablePointcut(AnnotationMatchingPointcut.forMethodAnnotation(DarkRead.class))
                        .union(AnnotationMatchingPointcut.forMethodAnnotation(DuplicateWrite.class)),
                advice);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        Object advised = super.postProcessAfterInitialization(bean, beanName);
        Class<?> type = AopUtils.getTargetClass(bean);
        if (isEligible(type)) {
            boolean late;
            synchronized (found) {
                late = found.add(type) && started.get();
            }
            if (late) {
                methods.getObject().prepare(type);
            }
        }
        return advised;
    }

    @Override
    public void afterSingletonsInstantiated() {
        Set<Class<?>> types;
        synchronized (found) {
            types = Set.copyOf(found);
            started.set(true);
        }
        if (!types.isEmpty()) {
            types.forEach(methods.getObject()::prepare);
        }
    }
}
