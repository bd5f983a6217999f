package dev.segue.spring.method;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.framework.AbstractAdvisingBeanPostProcessor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.util.ClassUtils;

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
        this.advisor = new DefaultPointcutAdvisor(new AnnotatedMethods(), advice);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        Class<?> type = AopUtils.getTargetClass(bean);
        refuseWhatNobodyWrote(bean, type, beanName);
        Object advised = super.postProcessAfterInitialization(bean, beanName);
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

    /**
     * Repositories of Spring Data and clients by interface: behind the proxy there is no method of the application's that the
     * advice could stand around, and an annotation that does nothing would not be noticed.
     */
    private static void refuseWhatNobodyWrote(Object bean, Class<?> type, String beanName) {
        if (!Proxy.isProxyClass(bean.getClass())) {
            return;
        }
        for (Class<?> declared : ClassUtils.getAllInterfaces(bean)) {
            boolean written = declared.isAssignableFrom(type) && !Proxy.isProxyClass(type);
            if (written) {
                continue;
            }
            for (Method method : declared.getMethods()) {
                if (ShapedMethods.isAnnotated(method)) {
                    throw ShapeMethodFinder.wrong(
                            declared.getSimpleName() + "." + method.getName(),
                            "stands on an interface that " + beanName
                                    + " implements by a proxy, such as a repository of Spring Data, and would do nothing",
                            "Put it on a method of a bean of your own, such as a service, that calls "
                                    + declared.getSimpleName() + "." + method.getName()
                                    + "; newShape names another method of that bean");
                }
            }
        }
    }

    /** Also a method whose annotation stands on the interface that declares it. */
    private static final class AnnotatedMethods extends StaticMethodMatcherPointcut {
        @Override
        public boolean matches(Method method, Class<?> targetClass) {
            return ShapedMethods.isAnnotated(AopUtils.getMostSpecificMethod(method, targetClass));
        }
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
