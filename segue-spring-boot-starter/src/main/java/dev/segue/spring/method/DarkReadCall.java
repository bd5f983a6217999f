package dev.segue.spring.method;

import dev.segue.client.Migration;
import dev.segue.client.Stage;
import dev.segue.client.Work;
import dev.segue.client.darkread.DarkRead;
import dev.segue.client.darkread.ShapeReader;
import dev.segue.spring.StageRehearsal;
import java.util.Objects;
import java.util.Optional;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/** A call of a method that is annotated with {@code @DarkRead}. */
record DarkReadCall(
        Migration migration,
        DarkRead<Object> read,
        KeyExpression key,
        ShapeMethod old,
        ShapeMethod fresh,
        DarkSide dark)
        implements ShapedCall {

    @Override
    public @Nullable Object answer(MethodInvocation invocation) throws Throwable {
        Object called = Objects.requireNonNull(invocation.getThis(), "a bean");
        @Nullable Object[] arguments = invocation.getArguments();
        Optional<Stage> rehearsed = StageRehearsal.of(migration.name());
        if (rehearsed.isPresent()) {
            return rehearsed.get().readsNew() ? fresh.call(called, arguments, null) : invocation.proceed();
        }
        try (CurrentWork current = CurrentWork.of(migration)) {
            Work work = current.work();
            boolean newLeads = work.stage().map(Stage::readsNew).orElseGet(() -> key.isOn(work, called, arguments));
            if (!bothAreLive(work)) {
                return newLeads ? fresh.call(called, arguments, null) : invocation.proceed();
            }
            return read.read(
                    newLeads,
                    () -> plain(() -> newLeads ? fresh.call(called, arguments, null) : invocation.proceed()),
                    reader(old, called, arguments),
                    reader(fresh, called, arguments));
        } catch (ApplicationFailure e) {
            throw e.failure();
        }
    }

    /** Elsewhere one of the shapes may lack rows, or not be there at all. */
    private static boolean bothAreLive(Work work) {
        return work.stage().map(Stage::darkReads).orElse(work.state().equals("BOTH_LIVE"));
    }

    private ShapeReader<Object> reader(ShapeMethod method, Object called, @Nullable Object[] arguments) {
        return connection -> dark.read(connection, () -> plain(() -> method.call(called, arguments, null)));
    }

    private interface Call {
        @Nullable
        Object make() throws Throwable;
    }

    private static @Nullable Object plain(Call call) throws Exception {
        try {
            return call.make();
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new ApplicationFailure(e);
        }
    }
}
