package dev.segue.spring.method;

import dev.segue.client.Migration;
import dev.segue.client.Stage;
import dev.segue.client.Work;
import dev.segue.client.duplicate.DuplicateWriteOf;
import dev.segue.spring.StageRehearsal;
import java.util.Objects;
import java.util.Optional;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/** A call of a method that is annotated with {@code @DuplicateWrite}. */
final class DuplicateWriteCall implements ShapedCall {

    private final Migration migration;
    private final String name;
    private final KeyExpression key;
    private final ShapeMethod fresh;
    private final StageTransactions transactions;
    private final PersistenceContexts contexts;
    private final DuplicateWriteOf<MethodInvocation, @Nullable Object> write;

    DuplicateWriteCall(
            Migration migration,
            String name,
            KeyExpression key,
            ShapeMethod fresh,
            StageTransactions transactions,
            PersistenceContexts contexts) {
        this.migration = migration;
        this.name = name;
        this.key = key;
        this.fresh = fresh;
        this.transactions = transactions;
        this.contexts = contexts;
        this.write = migration
                .duplicateWrite(name)
                .<MethodInvocation, @Nullable Object>oldShape((connection, invocation) -> old(invocation))
                .newShape((connection, invocation, result) -> fresh(invocation, result));
    }

    @Override
    public @Nullable Object answer(MethodInvocation invocation) throws Throwable {
        Optional<Stage> rehearsed = StageRehearsal.of(migration.name());
        if (rehearsed.isPresent()) {
            return rehearse(rehearsed.get(), invocation);
        }
        try (CurrentWork current = CurrentWork.of(migration)) {
            Work work = current.work();
            if (!work.state().isEmpty() && work.stage().isEmpty()) { // The database writes twice.
                return key.isOn(work, called(invocation), invocation.getArguments())
                        ? fresh.call(called(invocation), invocation.getArguments(), null)
                        : invocation.proceed();
            }
            return transactions.within(name, connection -> write.run(connection, invocation));
        }
    }

    private @Nullable Object rehearse(Stage stage, MethodInvocation invocation) throws Throwable {
        try {
            Object ofOld = stage.writesOld() ? old(invocation) : null;
            Object ofNew = stage.writesNew() ? fresh(invocation, ofOld) : null;
            return stage.readsNew() ? ofNew : ofOld;
        } catch (ApplicationFailure e) {
            throw e.failure();
        }
    }

    private @Nullable Object old(MethodInvocation invocation) {
        try {
            Object result = invocation.proceed();
            contexts.flush();
            return result;
        } catch (Throwable e) {
            throw new ApplicationFailure(e);
        }
    }

    private @Nullable Object fresh(MethodInvocation invocation, @Nullable Object old) {
        try {
            Object result = fresh.call(called(invocation), invocation.getArguments(), old);
            contexts.flush();
            return result;
        } catch (Throwable e) {
            throw new ApplicationFailure(e);
        }
    }

    private static Object called(MethodInvocation invocation) {
        return Objects.requireNonNull(invocation.getThis(), "a bean");
    }
}
