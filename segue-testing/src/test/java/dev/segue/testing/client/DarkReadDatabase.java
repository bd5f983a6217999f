package dev.segue.testing.client;

import dev.segue.client.darkread.ShapeReader;
import dev.segue.postgresql.PostgresqlModule;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Majors;
import dev.segue.testing.server.SharedServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * A database with a journal, a migration whose shapes are both live and whose flag is on, and one row. Both shapes are one
 * table here, with a column each: what matters is what the reads do to their caller.
 */
record DarkReadDatabase(EmbeddedServer server, String name) {

    static final String MIGRATION = "0007_extract_address";

    record Address(String street, String zip) {}

    static final Address ELM_STREET = new Address("Elm St", "100");
    static final ShapeReader<Address> OLD = street("old_street");
    static final ShapeReader<Address> NEW = street("new_street");

    static DarkReadDatabase fresh() throws SQLException {
        EmbeddedServer server = SharedServers.of(Majors.one());
        DarkReadDatabase database = new DarkReadDatabase(server, server.freshDatabase("dark_reads"));
        try (Connection connection = database.source().getConnection()) {
            connection.setAutoCommit(false);
            new PostgresqlModule().journal().install(connection);
            connection.commit();
        }
        database.does("""
             CREATE TABLE both_shapes (id int PRIMARY KEY, old_street text, new_street text, zip text);
             INSERT INTO both_shapes VALUES (1, 'Elm St', 'Elm St', '100');
             INSERT INTO segue.migration (name, attempt, state, checksum, file, plan)
             VALUES ('0007_extract_address', 1, 'BOTH_LIVE', '', '', '');
             INSERT INTO segue.flag (migration, flag, percent, epoch, changed_by)
             VALUES ('0007_extract_address', 'separate-addresses', 100, 3, 'test');
             INSERT INTO segue.dark_read_goal VALUES ('0007_extract_address', 3, interval '1 hour')""");
        return database;
    }

    static ShapeReader<Address> street(String column) {
        return connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row =
                            statement.executeQuery("SELECT " + column + ", zip FROM both_shapes WHERE id = 1")) {
                row.next();
                return new Address(row.getString(1), row.getString(2));
            }
        };
    }

    DataSource source() {
        return server.dataSource(name);
    }

    void does(String sql) throws SQLException {
        try (Connection connection = source().getConnection()) {
            does(connection, sql);
        }
    }

    static void does(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String asks(String sql) throws SQLException {
        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "nothing";
        }
    }
}
