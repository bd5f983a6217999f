package dev.segue.plan;

import dev.segue.catalog.ObjectChange;
import dev.segue.catalog.SchemaObject;
import dev.segue.catalog.TableName;
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
 * The types and sequences that operations ask for, and a session as it will be when these are there: each of its
 * transactions begins with making them, and is rolled back by whoever began it. So expressions may name a type that the same
 * migration makes. Used by one thread.
 */
final class AskedObjects {

    private static final String TWICE = "this migration changes it already";

    private final Dialect dialect;
    private final Connection plain;
    private final Connection connection;
    private final List<SchemaObject> objects = new ArrayList<>();
    private final List<ObjectChange> changes = new ArrayList<>();

    AskedObjects(Dialect dialect, Connection plain) {
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

    /** {@return what was asked for, in its order} */
    List<ObjectChange> changes() {
        return List.copyOf(changes);
    }

    /** Makes a type or a sequence; {@return why not} */
    Optional<String> make(SchemaObject object) {
        return attempt(object, new ObjectChange.Make(object));
    }

    /**
     * Makes a type in the place of another; {@return why not, a line for each reason}
     *
     * @param open the new one, under the name that it has as long as the old one is there
     * @param tables those whose columns change to the new type
     */
    List<String> replace(SchemaObject old, SchemaObject open, List<TableName> tables) {
        List<String> reasons = new ArrayList<>(reasonsAgainst(old.name()));
        try {
            reasons.addAll(dialect.users(connection, old.name(), tables));
        } catch (SQLException e) {
            throw new UncheckedSqlException(e);
        }
        if (reasons.isEmpty()) {
            attempt(open, new ObjectChange.Replace(old, open)).ifPresent(reasons::add);
        }
        return reasons;
    }

    /** Changes an object that stays; {@return why not, a line for each reason} */
    List<String> add(TableName type, List<? extends ObjectChange> added) {
        List<String> reasons = reasonsAgainst(type);
        if (reasons.isEmpty()) {
            changes.addAll(added);
        }
        return reasons;
    }

    private List<String> reasonsAgainst(TableName type) {
        try {
            return isChanged(type)
                    ? List.of(TWICE)
                    : dialect.foreignOwner(connection, type).stream().toList();
        } catch (SQLException e) {
            throw new UncheckedSqlException(e);
        }
    }

    private boolean isChanged(TableName type) {
        return changes.stream().anyMatch(c -> switch (c) {
            case ObjectChange.Replace replace -> replace.old().name().equals(type);
            case ObjectChange.AddValue add -> add.type().equals(type);
            case ObjectChange.Make make -> make.object().name().equals(type);
            case ObjectChange.Alter alter -> alter.object().name().equals(type);
            case ObjectChange.Restart restart -> restart.sequence().equals(type);
            case ObjectChange.AddCheck add -> add.domain().equals(type);
        });
    }

    /** From now on the object is there, unless the server refuses it. */
    private Optional<String> attempt(SchemaObject object, ObjectChange change) {
        objects.add(object);
        try {
            try {
                connection.setAutoCommit(false);
            } finally {
                plain.rollback();
                plain.setAutoCommit(true);
            }
        } catch (SQLException e) {
            objects.removeLast();
            if (String.valueOf(e.getSQLState()).startsWith("08")) {
                throw new UncheckedSqlException(e);
            }
            return Optional.of(String.valueOf(e.getMessage()).replaceFirst("^ERROR: ", ""));
        }
        changes.add(change);
        return Optional.empty();
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
