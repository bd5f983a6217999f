package dev.segue.spring.method;

import dev.segue.client.Migration;
import dev.segue.client.darkread.Rules;
import dev.segue.spring.DarkRead;
import dev.segue.spring.DuplicateWrite;
import dev.segue.spring.SegueDarkReads;
import dev.segue.spring.SegueMigrations;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** The annotated methods of the application, each with what its annotation means. A bean. */
public final class ShapedMethods {

    private record Place(Class<?> type, Method method) {}

    private final SegueMigrations migrations;
    private final SegueDarkReads darkReads;
    private final ListableBeanFactory beans;
    private final PersistenceContexts contexts;
    private final DarkSide darkSide;
    private final StageTransactions transactions;
    private final Map<Place, ShapedCall> calls = new ConcurrentHashMap<>();

    /** @param jpa null where there is no JPA */
    public ShapedMethods(
            SegueMigrations migrations,
            SegueDarkReads darkReads,
            DataSource database,
            ListableBeanFactory beans,
            @Nullable JpaPersistenceContexts jpa) {
        this.migrations = migrations;
        this.darkReads = darkReads;
        this.beans = beans;
        this.contexts = jpa == null ? PersistenceContexts.NONE : jpa;
        this.darkSide = new DarkSide(database, contexts);
        this.transactions = new StageTransactions(database, beans);
    }

    /** Looks at all annotated methods of a class, and registers its dark reads. */
    void prepare(Class<?> type) {
        MethodIntrospector.selectMethods(type, ShapedMethods::isAnnotated).forEach(method -> callOf(type, method));
    }

    /** {@return whether a method, or the one that it implements, is annotated} */
    static boolean isAnnotated(Method method) {
        return AnnotatedElementUtils.hasAnnotation(method, DarkRead.class)
                || AnnotatedElementUtils.hasAnnotation(method, DuplicateWrite.class);
    }

    private ShapedCall callOf(Class<?> type, Method method) {
        Place place = new Place(type, method);
        ShapedCall known = calls.get(place);
        return known != null ? known : calls.computeIfAbsent(place, this::make);
    }

    private ShapedCall make(Place place) {
        DuplicateWrite write = AnnotatedElementUtils.findMergedAnnotation(place.method(), DuplicateWrite.class);
        DarkRead read = AnnotatedElementUtils.findMergedAnnotation(place.method(), DarkRead.class);
        String where = place.type().getSimpleName() + "." + place.method().getName();
        if (write != null && read != null) {
            throw ShapeMethodFinder.wrong(where, "is @DarkRead, and it is @DuplicateWrite too", "Leave one of them");
        }
        return write != null ? write(place, where, write) : read(place, where, Objects.requireNonNull(read));
    }

    private ShapedCall write(Place place, String where, DuplicateWrite annotation) {
        Migration migration = migrations.get(annotation.migration());
        String name = annotation.name().isEmpty() ? where : annotation.name();
        transactions.requireManager(name);
        return new DuplicateWriteCall(
                migration,
                name,
                KeyExpression.of(place.method(), annotation.key()),
                new ShapeMethodFinder(beans).find(place.type(), place.method(), annotation.newShape(), true),
                transactions,
                contexts);
    }

    private ShapedCall read(Place place, String where, DarkRead annotation) {
        Migration migration = migrations.get(annotation.migration());
        ShapeMethod fresh =
                new ShapeMethodFinder(beans).find(place.type(), place.method(), annotation.newShape(), false);
        Rules rules = annotation.rules().isEmpty() ? Rules.STRICT : beans.getBean(annotation.rules(), Rules.class);
        return new DarkReadCall(
                migration,
                darkReads
                        .of(annotation.migration())
                        .register(annotation.name().isEmpty() ? where : annotation.name(), rules),
                KeyExpression.of(place.method(), annotation.key()),
                ShapeMethod.ofCalled(place.method(), false),
                fresh,
                darkSide);
    }

    @Nullable
    Object answer(MethodInvocation invocation) throws Throwable {
        Class<?> type = AopUtils.getTargetClass(Objects.requireNonNull(invocation.getThis(), "a bean"));
        return callOf(type, AopUtils.getMostSpecificMethod(invocation.getMethod(), type))
                .answer(invocation);
    }
}
