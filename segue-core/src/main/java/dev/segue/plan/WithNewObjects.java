package dev.segue.plan;

import dev.segue.catalog.SchemaObject;
import dev.segue.dialect.Dialect;
import dev.segue.dialect.Statement;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A session as it will be when new types and sequences are there: each of its transactions begins with making them, and is
 * rolled back by whoever began it. So expressions may name a type that the same migration makes. Used by one thread.
 */
final class WithNewObjects {

    private final Dialect dialect;
    private final Connection plain;
    private final Connection connection;
    private final List<SchemaObject> objects = new ArrayList<>();

    WithNewObjects(Dialect dialect, Connection plain) {
        this.dialect = dialect;
        this.plain = plain;
        this.connection = (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    boolean begins = method.getName().equals("setAutoCommit")
                            && Boolean.FALSE.equals(arguments[0])
                            && plain.getAutoCommit();
                    if (method.getName().equals("commit")) {
                        throw new SQLException("planning changes nothing, and commits nothing", "25000");
                    }
                    try {
                        Object result = method.invoke(plain, arguments);
                        if (begins) {
                            makeAll();
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    Connection connection() {
        return connection;
    }

    /** {@return why the server does not make it, or nothing if it does; then it is there from now on} */
    Optional<String> make(SchemaObject object) throws SQLException {
        objects.add(object);
        try {
            connection.setAutoCommit(false);
            return Optional.empty();
        } catch (SQLException e) {
            objects.removeLast();
            return Optional.of(String.valueOf(e.getMessage()).replaceFirst("^ERROR: ", ""));
        } finally {
            plain.rollback();
            plain.setAutoCommit(true);
        }
    }

    private void makeAll() throws SQLException {
        if (objects.isEmpty()) {
            return;
        }
        try (java.sql.Statement statement = plain.createStatement()) {
            statement.setEscapeProcessing(false);
            for (SchemaObject object : objects) {
                for (Statement part : dialect.make(object)) {
                    statement.execute(part.sql());
                }
            }
        }
    }
}
