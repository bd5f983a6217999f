package dev.segue.testing.composition;

import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Engines;
import dev.segue.plan.Step;
import dev.segue.testing.server.EmbeddedServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A database of its own. Used by one thread. */
final class Database implements AutoCloseable {

    private final EmbeddedServer server;
    private final String name;

    Database(EmbeddedServer server, String prefix) {
        this.server = server;
        this.name = server.freshDatabase(prefix);
    }

    Engine engine() {
        return engine(EngineListener.NONE);
    }

    /** {@return an engine that dies when it has begun as many steps, if there are that many} */
    Engine dying(int steps) {
        AtomicInteger left = new AtomicInteger(steps);
        return engine(new EngineListener() {
            @Override
            public void stepStarted(String migration, Step step) {
                if (left.decrementAndGet() == 0) {
                    throw new Died();
                }
            }
        });
    }

    private Engine engine(EngineListener listener) {
        return Engines.open(
                server.url(name),
                server.dataSource(name),
                EngineSettings.standard().withDeadline(Duration.ofSeconds(60)),
                listener);
    }

    /** The end of an engine. */
    static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** @throws AssertionError with the statement that the server refuses */
    void run(List<String> statements) throws SQLException {
        try (Connection connection = server.dataSource(name).getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                try {
                    statement.execute(sql);
                } catch (SQLException e) {
                    throw new AssertionError(sql.lines().findFirst().orElse("") + ": " + e.getMessage(), e);
                }
            }
        }
    }

    String dump() throws SQLException {
        try (Connection connection = server.dataSource(name).getConnection()) {
            return Engines.dialect(server.url(name)).dump(connection, List.of("public"));
        }
    }

    /** {@return the rows of the tables, by their ids, with what was moved to another table beside the rest} */
    String rows(List<Table> tables) throws SQLException {
        StringBuilder rows = new StringBuilder();
        try (Connection connection = server.dataSource(name).getConnection();
                Statement statement = connection.createStatement()) {
            for (Table table : tables) {
                try (ResultSet row = statement.executeQuery(query(table))) {
                    while (row.next()) {
                        rows.append(row.getString(1)).append('\n');
                    }
                }
            }
        }
        return rows.toString();
    }

    private static String query(Table table) {
        List<Column> columns = new ArrayList<>(table.columns);
        String from = table.quoted() + " t";
        if (table.extracted != null) {
            columns.addAll(table.extracted.columns);
            from += " LEFT JOIN (SELECT id AS moved_id, "
                    + table.extracted.columns.stream().map(Column::quoted).collect(Collectors.joining(", ")) + " FROM "
                    + table.extracted.quoted() + ") a ON moved_id = t." + Names.quoted(table.reference);
        }
        return columns.stream()
                .sorted(Comparator.comparing(c -> c.name))
                .map(c -> "coalesce(" + c.quoted() + "::text, '-')")
                .collect(Collectors.joining(", ", "SELECT concat_ws('|', ", ") FROM " + from + " ORDER BY id"));
    }

    @Override
    public void close() {
        server.dropDatabase(name);
    }
}
