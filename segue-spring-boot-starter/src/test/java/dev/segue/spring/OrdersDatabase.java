package dev.segue.spring;

import dev.segue.client.Stage;
import dev.segue.postgresql.PostgresqlModule;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Majors;
import dev.segue.testing.server.SharedServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A database with both shapes, without triggers, and what an operator does to its journal. */
public final class OrdersDatabase implements AutoCloseable {

    public static final String MIGRATION = "0007_extract_address";

    private static final String SHAPES = """
            CREATE TABLE addresses (id bigint GENERATED ALWAYS AS IDENTITY (START 1000) PRIMARY KEY, street text NOT NULL);
            CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, street text CHECK (street <> 'inline'),
                                 address_id bigint REFERENCES addresses)""";

    private final EmbeddedServer server = SharedServers.of(Majors.one());
    private final String name = server.freshDatabase("spring");

    public OrdersDatabase() {
        does(SHAPES);
    }

    /** {@return one where the application writes twice} */
    public static OrdersDatabase staged(Stage stage) {
        OrdersDatabase made = new OrdersDatabase().withJournal().begun();
        made.does("SELECT segue.begin_stages('%1$s', '%1$s', 'test')".formatted(MIGRATION));
        made.does("UPDATE segue.flag SET stage = '" + stage + "' WHERE migration = '" + MIGRATION + "'");
        return made;
    }

    /** {@return one where the database writes twice} */
    public static OrdersDatabase bothLive(int percent) {
        OrdersDatabase made = new OrdersDatabase().withJournal().begun();
        made.flag(percent);
        return made;
    }

    OrdersDatabase withJournal() {
        try (Connection connection = server.dataSource(name).getConnection()) {
            connection.setAutoCommit(false);
            new PostgresqlModule().journal().install(connection);
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("no journal: " + e.getMessage(), e);
        }
        return this;
    }

    OrdersDatabase begun() {
        does("INSERT INTO segue.migration (name, attempt, state, checksum, file, plan) VALUES ('" + MIGRATION
                + "', 1, 'BOTH_LIVE', '', '', '{\"header\": {\"flag\": \"separate-addresses\"}}')");
        return this;
    }

    void flag(int percent) {
        does("""
             INSERT INTO segue.flag (migration, flag, percent, changed_by) VALUES ('%s', 'separate-addresses', %d, 'test')
             ON CONFLICT (migration) DO UPDATE SET percent = excluded.percent, epoch = segue.flag.epoch + 1;
             SELECT pg_notify('segue_flag', '%1$s')""".formatted(MIGRATION, percent));
    }

    /** Moves to a neighbour as the command does: not past a transaction that is pinned. */
    void move(Stage stage) {
        does("SET lock_timeout = '300ms'; SELECT segue.move_stage('" + MIGRATION + "', '" + stage + "', 'test')");
    }

    public void does(String sql) {
        try (Connection connection = server.dataSource(name).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    public String asks(String sql) {
        try (Connection connection = server.dataSource(name).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    /** {@return what is there: the inline streets, and those of their addresses} */
    public String streets() {
        return asks("""
                SELECT coalesce(string_agg(coalesce(o.street, '-') || '/' || coalesce(a.street, '-'), ' ' ORDER BY o.id), '')
                FROM orders o LEFT JOIN addresses a ON a.id = o.address_id""");
    }

    Connection connection() throws SQLException {
        return server.dataSource(name).getConnection();
    }

    public String url() {
        return server.url(name);
    }

    @Override
    public void close() {
        server.dropDatabase(name);
    }
}
