package dev.segue.testing.duplicatewrites;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Does what a pooler in transaction mode does: any number of connections share a few sessions of the server, each for the
 * time of one transaction. The session used last is lent first, as PgBouncer does it. Thread-safe, its connections are not.
 */
public final class TransactionPooler implements AutoCloseable {

    private final List<Connection> sessions = new ArrayList<>();
    private final BlockingDeque<Connection> idle = new LinkedBlockingDeque<>();

    public TransactionPooler(DataSource server, int number) throws SQLException {
        for (int n = 0; n < number; n++) {
            sessions.add(server.getConnection());
        }
        idle.addAll(sessions);
    }

    public DataSource dataSource() {
        return proxy(
                DataSource.class,
                (method, arguments) -> method.getName().equals("getConnection") ? connection() : null);
    }

    Connection connection() {
        return proxy(Connection.class, new Client()::invoke);
    }

    /** One connection of the application's. */
    private final class Client {
        private @Nullable Connection session;
        private boolean autoCommit = true;

        @Nullable
        Object invoke(Method method, Object @Nullable [] arguments) throws Throwable {
            return switch (method.getName()) {
                case "setAutoCommit" -> {
                    giveBack();
                    autoCommit = arguments != null && Boolean.TRUE.equals(arguments[0]);
                    yield null;
                }
                case "getAutoCommit" -> autoCommit;
                case "close" -> {
                    giveBack();
                    yield null;
                }
                case "createStatement", "prepareStatement" -> {
                    Statement statement = (Statement) call(session(), method, arguments);
                    yield Proxy.newProxyInstance(
                            getClass().getClassLoader(), new Class<?>[] {method.getReturnType()}, (p, m, a) -> {
                                Object result = call(statement, m, a);
                                if (m.getName().equals("close") && autoCommit) {
                                    giveBack();
                                }
                                return result;
                            });
                }
                case "commit", "rollback" -> {
                    Object result = session == null ? null : call(session, method, arguments);
                    if (arguments == null) {
                        giveBack();
                    }
                    yield result;
                }
                default -> {
                    boolean lent = session == null;
                    Object result = call(session(), method, arguments);
                    if (lent && autoCommit) {
                        giveBack();
                    }
                    yield result;
                }
            };
        }

        private Connection session() throws Exception {
            if (session == null) {
                session = idle.takeFirst();
                session.setAutoCommit(autoCommit);
            }
            return session;
        }

        private void giveBack() throws SQLException {
            if (session != null) {
                session.setAutoCommit(true);
                idle.addFirst(session);
                session = null;
            }
        }
    }

    private interface Call {
        @Nullable
        Object invoke(Method method, Object @Nullable [] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                TransactionPooler.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call.invoke(method, arguments)));
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() throws SQLException {
        for (Connection session : sessions) {
            session.close();
        }
    }
}
