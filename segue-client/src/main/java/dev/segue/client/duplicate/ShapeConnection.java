package dev.segue.client.duplicate;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Savepoint;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The caller's connection as a write sees it: the transaction, which holds both shapes together, cannot be ended by it. */
final class ShapeConnection implements InvocationHandler {

    private static final Set<String> ENDING =
            Set.of("commit", "setAutoCommit", "close", "abort", "setTransactionIsolation", "setReadOnly");

    private final Connection connection;
    private final String writer;
    private final Set<Object> savepoints = Collections.newSetFromMap(new IdentityHashMap<>(0));

    private ShapeConnection(Connection connection, String writer) {
        this.connection = connection;
        this.writer = writer;
    }

    static Connection of(Connection connection, String writer) {
        return (Connection) Proxy.newProxyInstance(
                ShapeConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new ShapeConnection(connection, writer));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        String name = method.getName();
        boolean rollback = name.equals("rollback");
        if (ENDING.contains(name)
                || (rollback && (arguments == null || !savepoints.contains(Objects.requireNonNull(arguments[0]))))) {
            throw new IllegalStateException(
                    "%s: a write of one shape called %s; both shapes are written in the caller's transaction, which only the caller ends"
                            .formatted(writer, name));
        }
        try {
            Object result = method.invoke(connection, arguments);
            if (result instanceof Savepoint savepoint) {
                savepoints.add(savepoint);
            }
            return result;
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }
}
