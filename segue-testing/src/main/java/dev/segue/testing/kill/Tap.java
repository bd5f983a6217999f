package dev.segue.testing.kill;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Numbers and names every statement that goes over the connections of a source, and says so before it is sent and after
 * it was answered. What merely sets up a session or asks whether it still lives is not counted: it is the same wherever
 * it stands. Thread-safe if its listener is.
 */
final class Tap {

    /** Is told of every statement; may throw what the sender is to see instead of the answer. */
    interface Listener {
        /** {@return the kind of the step under way} */
        String kind();

        /** {@return the title of the step under way} */
        String step();

        void before(Sent sent) throws SQLException;

        /** Not called for a statement that failed. */
        void after(Sent sent) throws SQLException;
    }

    private final DataSource source;
    private final Listener listener;
    private final AtomicInteger sessions = new AtomicInteger();
    private final AtomicInteger ordinals = new AtomicInteger();

    Tap(DataSource source, Listener listener) {
        this.source = source;
        this.listener = listener;
    }

    /** {@return the source whose connections are listened to} */
    DataSource dataSource() {
        return proxy(DataSource.class, (proxy, method, arguments) -> {
            Object result = call(source, method, arguments);
            return result instanceof Connection connection ? new Session(connection).connection() : result;
        });
    }

    /** One connection. */
    private final class Session {

        private final Connection target;
        private final int number = sessions.incrementAndGet();
        private volatile boolean autoCommit = true;

        Session(Connection target) {
            this.target = target;
        }

        Connection connection() {
            return proxy(Connection.class, this::onConnection);
        }

        private @Nullable Object onConnection(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            return switch (method.getName()) {
                case "commit" -> announced("COMMIT", true, method, arguments);
                case "rollback" ->
                    arguments == null
                            ? announced("ROLLBACK", true, method, arguments)
                            : announced("ROLLBACK TO SAVEPOINT", false, method, arguments);
                case "setSavepoint" -> announced("SAVEPOINT", false, method, arguments);
                case "releaseSavepoint" -> announced("RELEASE SAVEPOINT", false, method, arguments);
                case "setAutoCommit" -> {
                    Object result = call(target, method, arguments);
                    autoCommit = arguments != null && Boolean.TRUE.equals(arguments[0]);
                    yield result;
                }
                default -> {
                    Object result = call(target, method, arguments);
                    String text = arguments != null && arguments.length > 0 ? String.valueOf(arguments[0]) : "";
                    if (result instanceof PreparedStatement statement) {
                        yield proxy(PreparedStatement.class, onStatement(statement, text));
                    }
                    yield result instanceof Statement statement
                            ? proxy(Statement.class, onStatement(statement, ""))
                            : result;
                }
            };
        }

        private @Nullable Object announced(
                String text, boolean ends, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
            return announced(text, ends, () -> call(target, method, arguments));
        }

        private InvocationHandler onStatement(Statement statement, String prepared) {
            return (proxy, method, arguments) -> {
                if (!method.getName().startsWith("execute")) {
                    return call(statement, method, arguments);
                }
                String text = arguments == null ? prepared : String.valueOf(arguments[0]);
                return announced(text, autoCommit, () -> call(statement, method, arguments));
            };
        }

        private @Nullable Object announced(String text, boolean ends, Sending sending) throws Throwable {
            String normalised = text.strip().replaceAll("\\s+", " ");
            if (setsUpASession(normalised)) {
                return sending.send();
            }
            Sent sent =
                    new Sent(ordinals.incrementAndGet(), number, listener.kind(), listener.step(), normalised, ends);
            listener.before(sent);
            Object result = sending.send();
            listener.after(sent);
            return result;
        }
    }

    private interface Sending {
        @Nullable
        Object send() throws Throwable;
    }

    private static boolean setsUpASession(String text) {
        return text.startsWith("SET search_path") || text.contains("'server_version_num'");
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(Tap.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
