package dev.segue.testing.locks;

import dev.segue.engine.EngineListener;
import dev.segue.plan.Phase;
import dev.segue.plan.Step;
import dev.segue.testing.locks.ToldBySessions.Table;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

/**
 * Connections whose every statement is followed by a question about its transaction. A statement of a step outside a
 * transaction gets one of its own; one that cannot have one is held up by a writer, and its session is asked from outside.
 * What the engine looks up between steps, outside a transaction, is not asked about. One engine with one worker.
 */
final class AskedSource implements EngineListener {

    private final DataSource source;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile Set<Long> tables = Set.of();
    private volatile Phase phase;
    private volatile String step = "";

    AskedSource(DataSource source) {
        this.source = source;
    }

    /** From now on these are the application's tables, by their numbers in {@code pg_class}; all of them hold rows. */
    void watch(Set<Long> numbers) {
        tables = Set.copyOf(numbers);
    }

    /** {@return what was asked so far, in order} */
    List<Asked> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void stepStarted(String migration, Step started) {
        phase = started.phase();
        step = started.title();
    }

    @Override
    public void stepDone(String migration, Step done) {
        phase = null;
        step = "";
    }

    /** {@return the source for the engine} */
    DataSource dataSource() {
        return proxy(DataSource.class, (proxy, method, arguments) -> {
            Object result = call(source, method, arguments);
            return result instanceof Connection connection ? new Session(connection).connection() : result;
        });
    }

    /** One connection. */
    private final class Session {

        private final Connection target;
        private boolean autoCommit = true;
        private Map<Long, Table> before;

        Session(Connection target) {
            this.target = target;
        }

        Connection connection() {
            return proxy(Connection.class, this::onConnection);
        }

        private Object onConnection(Object proxy, Method method, Object[] arguments) throws Throwable {
            if (method.getName().equals("setAutoCommit")) {
                autoCommit = Boolean.TRUE.equals(arguments[0]);
            }
            if (List.of("setAutoCommit", "commit", "rollback").contains(method.getName())) {
                before = null;
            }
            Object result = call(target, method, arguments);
            String text = arguments != null && arguments.length > 0 ? String.valueOf(arguments[0]) : "";
            return switch (result) {
                case PreparedStatement statement -> proxy(PreparedStatement.class, onStatement(statement, text));
                case Statement statement -> proxy(Statement.class, onStatement(statement, ""));
                case null -> null;
                default -> result;
            };
        }

        private InvocationHandler onStatement(Statement statement, String prepared) {
            return (proxy, method, arguments) -> {
                if (!method.getName().startsWith("execute")) {
                    return call(statement, method, arguments);
                }
                String text = arguments == null ? prepared : String.valueOf(arguments[0]);
                Sending sending = () -> call(statement, method, arguments);
                if (!autoCommit) {
                    return inTransaction(text, sending);
                }
                if (text.contains(" CONCURRENTLY ")) {
                    return outside(text, sending);
                }
                return phase == null ? sending.send() : inOneOfItsOwn(text, sending);
            };
        }

        private Object inTransaction(String text, Sending sending) throws Throwable {
            Map<Long, Table> earlier = before == null ? ToldBySessions.ask(target, tables) : before;
            before = null;
            Object result = sending.send();
            before = ToldBySessions.ask(target, tables);
            note(text, earlier, before);
            return result;
        }

        private Object inOneOfItsOwn(String text, Sending sending) throws Throwable {
            target.setAutoCommit(false);
            try {
                Object result = inTransaction(text, sending);
                target.commit();
                return result;
            } catch (SQLException e) {
                target.rollback();
                throw e;
            } finally {
                before = null;
                target.setAutoCommit(true);
            }
        }

        private Object outside(String text, Sending sending) throws Throwable {
            try (HeldUp held = new HeldUp(source, target, tables)) {
                Object result = sending.send();
                Map<Long, LockMode> modes = held.seen();
                // it waits for the writer before it reads, and keeps its lock until it is done
                Map<Long, Long> all = new HashMap<>();
                modes.keySet().forEach(table -> all.put(table, Long.MAX_VALUE));
                asked.add(new Asked(phase, step, text.strip(), modes, all, Set.of()));
                return result;
            }
        }
    }

    private void note(String text, Map<Long, Table> earlier, Map<Long, Table> later) {
        Map<Long, LockMode> held = new HashMap<>();
        Map<Long, Long> read = new HashMap<>();
        Set<Long> rewritten = new HashSet<>();
        later.forEach((number, table) -> {
            Table was = earlier.get(number);
            if (table.held() != null) {
                held.put(number, table.held());
            }
            if (table.read() > was.read()) {
                read.put(number, table.read() - was.read());
            }
            if (text.startsWith("ANALYZE") && table.held() != null) {
                read.put(number, Long.MAX_VALUE); // what it samples is not counted
            }
            if (table.file() != 0 && table.file() != was.file()) {
                rewritten.add(number);
            }
        });
        asked.add(new Asked(phase, step, text.strip().replaceAll("\\s+", " "), held, read, rewritten));
    }

    private interface Sending {
        Object send() throws Throwable;
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(AskedSource.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
