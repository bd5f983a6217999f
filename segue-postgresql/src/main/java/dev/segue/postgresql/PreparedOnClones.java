package dev.segue.postgresql;

import dev.segue.catalog.Catalog;
import dev.segue.catalog.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Has the server prepare statements of the application on empty tables of a shape. Everything is rolled back. */
final class PreparedOnClones {

    /** The session's own schema: nobody has to grant anything, and nobody else sees what is in it. */
    private static final String CLONES = "pg_temp";

    /** Somebody holds a table, or the connection was lost: that says nothing of the statement. */
    private static final List<String> PASSING = List.of("55P03", "57", "40", "08", "53");

    private PreparedOnClones() {}

    static List<Optional<String>> prepare(Connection connection, Catalog shape, List<String> statements)
            throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try (Statement server = connection.createStatement()) {
            server.setEscapeProcessing(false);
            Set<String> path = new LinkedHashSet<>();
            path.add(CLONES);
            for (Table table : shape.tables().values()) {
                make(server, table);
                path.add(Sql.id(table.name().schema()));
            }
            path.add("public");
            server.execute("SET LOCAL search_path = " + String.join(", ", path));
            server.execute("SET LOCAL lock_timeout = '200ms'");
            List<Optional<String>> found = new ArrayList<>();
            for (String statement : statements) {
                found.add(one(connection, server, onClones(statement, shape)));
            }
            return found;
        } finally {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
    }

    /** Columns and types are what a statement is judged by; defaults too, for what an INSERT may leave out. */
    private static void make(Statement server, Table table) throws SQLException {
        server.execute("CREATE TABLE %s.%s (%s)"
                .formatted(CLONES, Sql.id(table.name().name()), Sql.list(table.columns(), NewTable::columnDefinition)));
    }

    private static Optional<String> one(Connection connection, Statement server, String statement) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            server.execute("PREPARE segue_checked AS " + statement);
            return Optional.empty();
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (PASSING.stream().anyMatch(state::startsWith)) {
                throw e;
            }
            String said = String.valueOf(e.getMessage()).replaceFirst("^(ERROR|FATAL): ", "");
            return Optional.of(said.lines().findFirst().orElse(said));
        } finally {
            connection.rollback(before);
            deallocate(connection);
        }
    }

    /** A prepared statement outlives a rollback to a savepoint. */
    private static void deallocate(Connection connection) throws SQLException {
        try (Statement server = connection.createStatement()) {
            server.execute("DEALLOCATE ALL");
        }
    }

    /** A table that is named with its schema is looked for among the clones too. */
    private static String onClones(String statement, Catalog shape) {
        String text = statement;
        for (Table table : shape.tables().values()) {
            String schema = name(table.name().schema());
            String relation = name(table.name().name());
            text = Pattern.compile(
                            "(?<![\\w\"$.])" + schema + "\\s*\\.\\s*" + relation + "(?![\\w\"$])",
                            Pattern.CASE_INSENSITIVE)
                    .matcher(text)
                    .replaceAll(Matcher.quoteReplacement(
                            CLONES + "." + Sql.id(table.name().name())));
        }
        return text;
    }

    private static String name(String identifier) {
        return "(?:" + Pattern.quote(identifier) + "|\"" + Pattern.quote(identifier) + "\")";
    }
}
