package dev.segue.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The databases of one benchmark on one server: copies of one template, made and dropped as they are needed.
 *
 * @param url of a database of the server, as a role that may make databases
 */
record Databases(String url) {

    /** {@return plain connections to a database} */
    DataSource of(String name) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setDatabaseName(name);
        return source;
    }

    /** Makes a copy of a database, in place of one that is there already. */
    void copy(String template, String name) throws SQLException {
        drop(name);
        administer("CREATE DATABASE " + name + " TEMPLATE " + template);
    }

    void drop(String name) throws SQLException {
        administer("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }

    /** {@return the server's version} */
    String version() throws SQLException {
        try (Connection connection = server().getConnection()) {
            return connection.getMetaData().getDatabaseProductVersion();
        }
    }

    /** Executes statements in a database, each in a transaction of its own. */
    void execute(String name, String... statements) throws SQLException {
        try (Connection connection = of(name).getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Switches the triggers on orders and addresses on or off, and tidies up. */
    void triggers(String name, boolean on) throws SQLException {
        String verb = on ? "ENABLE" : "DISABLE";
        execute(
                name,
                "ALTER TABLE public.orders " + verb + " TRIGGER USER",
                "ALTER TABLE public.addresses " + verb + " TRIGGER USER",
                "VACUUM public.orders",
                "VACUUM public.addresses",
                "CHECKPOINT");
    }

    private void administer(String sql) throws SQLException {
        try (Connection connection = server().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private DataSource server() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        return source;
    }
}
