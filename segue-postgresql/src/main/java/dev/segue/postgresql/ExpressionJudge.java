package dev.segue.postgresql;

import dev.segue.catalog.TableName;
import dev.segue.dialect.ExpressionVerdict;
import dev.segue.mapping.Expression;
import dev.segue.mapping.Expression.Argument;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Lets the server say what an expression is, on a scratch table, in a transaction that is rolled back. */
final class ExpressionJudge {

    private static final int SAMPLE_ROWS = 1_000;

    private static final Pattern QUERY =
            Pattern.compile("\\s*(SELECT|WITH|VALUES)\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final Connection connection;
    private final Optional<String> malformed;
    private final String expression;
    private final String row;
    private final List<Argument> arguments;

    ExpressionJudge(Connection connection, String expression, String row, List<Argument> arguments) {
        this.connection = connection;
        this.malformed = malformed(expression);
        // a query is an expression only between parentheses
        this.expression = QUERY.matcher(expression).matches() ? "(" + expression + ")" : expression;
        this.row = row;
        this.arguments = arguments;
    }

    ExpressionVerdict judge(Optional<TableName> sample) throws SQLException {
        if (malformed.isPresent()) {
            return new ExpressionVerdict.Refused(malformed.get(), "write one expression over the moved columns");
        }
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL statement_timeout = '10s'");
            return judge(statement, sample);
        } finally {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
    }

    private ExpressionVerdict judge(Statement statement, Optional<TableName> sample) throws SQLException {
        String scratch = "pg_temp." + Sql.id(row);
        statement.execute("CREATE TEMPORARY TABLE %s (%s) ON COMMIT DROP"
                .formatted(Sql.id(row), Sql.list(arguments, a -> Sql.id(a.name()) + " " + a.type())));
        Savepoint savepoint = connection.setSavepoint();
        try {
            statement.execute("CREATE TEMPORARY VIEW segue_probe AS SELECT (%s) AS result FROM %s AS %s"
                    .formatted(expression, scratch, Sql.id(row)));
        } catch (SQLException e) {
            return refused(e);
        }
        String type = SearchPath.withNone(connection, () -> type(statement));
        List<Argument> used = used(statement, scratch);
        Expression.Stability labelled = labelled(statement, scratch);
        connection.rollback(savepoint);
        boolean plain = isPlain(statement, type);
        connection.rollback(savepoint);
        Expression.Stability stability = Expression.Stability.IMMUTABLE;
        try {
            statement.execute("CREATE INDEX ON %s ((%s))".formatted(scratch, expression));
        } catch (SQLException e) {
            connection.rollback(savepoint);
            switch (String.valueOf(e.getSQLState())) {
                case "42P17" -> stability = Expression.Stability.STABLE;
                case "42704" -> stability = labelled; // a type without a default operator class
                case "0A000" -> stability = labelled; // a subquery
                default -> {
                    return refused(e);
                }
            }
        }
        connection.rollback(savepoint);
        if (stability == Expression.Stability.STABLE
                && (labelled == Expression.Stability.VOLATILE || plain && isVolatile(statement, type))) {
            stability = Expression.Stability.VOLATILE;
        }
        if (sample.isPresent()) {
            try (ResultSet rows = statement.executeQuery(
                    "SELECT pg_catalog.count(segue_sample.result) FROM (SELECT (%s) AS result FROM (SELECT %s FROM %s LIMIT %d) AS %s OFFSET 0) AS segue_sample"
                            .formatted(
                                    expression,
                                    Sql.list(arguments, a -> Sql.id(a.name())),
                                    Sql.id(sample.get()),
                                    SAMPLE_ROWS,
                                    Sql.id(row)))) {
                rows.next();
            } catch (SQLException e) {
                if (!String.valueOf(e.getSQLState()).startsWith("22")) {
                    return refused(e);
                }
                // a value of the data fails: on_unmappable says what happens to such rows
            }
        }
        return new ExpressionVerdict.Accepted(
                plain ? expression : Scoped.of(expression, row, used), type, stability, used);
    }

    /** A function's parameters cannot be told by the row's name. */
    private boolean isPlain(Statement statement, String type) throws SQLException {
        try {
            statement.execute("CREATE FUNCTION pg_temp.segue_plain_probe(%s) RETURNS %s LANGUAGE sql RETURN (%s)"
                    .formatted(parameters(), type, expression));
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private String parameters() {
        return Sql.list(arguments, a -> Sql.id(a.name()) + " " + a.type());
    }

    /** What the functions that it calls are declared as. Tables other than the row may change at any time. */
    private static Expression.Stability labelled(Statement statement, String scratch) throws SQLException {
        try (ResultSet row = statement.executeQuery("""
                WITH tree AS (SELECT r.ev_action::pg_catalog.text AS text FROM pg_catalog.pg_rewrite r
                              WHERE r.ev_class = 'pg_temp.segue_probe'::pg_catalog.regclass),
                called AS (
                    SELECT m[1]::pg_catalog.oid AS oid
                    FROM tree, pg_catalog.regexp_matches(tree.text, ':(?:funcid|aggfnoid|winfnoid|opfuncid) ([0-9]+)', 'g') m
                    UNION
                    SELECT o.oprcode::pg_catalog.oid
                    FROM tree, pg_catalog.regexp_matches(tree.text, ':opno ([0-9]+)', 'g') m
                    JOIN pg_catalog.pg_operator o ON o.oid = m[1]::pg_catalog.oid)
                SELECT EXISTS (SELECT FROM called JOIN pg_catalog.pg_proc p ON p.oid = called.oid WHERE p.provolatile = 'v')
                       OR EXISTS (SELECT FROM tree, pg_catalog.regexp_matches(tree.text, ':relid ([1-9][0-9]*)', 'g') m
                                  WHERE m[1]::pg_catalog.oid NOT IN ('pg_temp.segue_probe'::pg_catalog.regclass, %1$s::pg_catalog.regclass)),
                       EXISTS (SELECT FROM called JOIN pg_catalog.pg_proc p ON p.oid = called.oid WHERE p.provolatile = 's')
                       OR EXISTS (SELECT FROM tree WHERE tree.text ~ '[{](COERCEVIAIO|SQLVALUEFUNCTION)')
                """.formatted(Sql.literal(scratch)))) {
            row.next();
            if (row.getBoolean(1)) {
                return Expression.Stability.VOLATILE;
            }
            return row.getBoolean(2) ? Expression.Stability.STABLE : Expression.Stability.IMMUTABLE;
        }
    }

    /** The view's dependencies tell which columns the expression uses; one on the whole row uses all. */
    private List<Argument> used(Statement statement, String scratch) throws SQLException {
        try (ResultSet whole = statement.executeQuery("""
                SELECT EXISTS (SELECT FROM pg_catalog.pg_rewrite r
                               WHERE r.ev_class = 'pg_temp.segue_probe'::pg_catalog.regclass
                                 AND r.ev_action::pg_catalog.text ~ '[{]VAR :varno [0-9]+ :varattno 0 ')""")) {
            whole.next();
            if (whole.getBoolean(1)) {
                return arguments;
            }
        }
        Set<String> names = new HashSet<>();
        try (ResultSet rows = statement.executeQuery("""
                SELECT a.attname FROM pg_catalog.pg_depend d
                JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
                JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
                  AND r.ev_class = 'pg_temp.segue_probe'::pg_catalog.regclass
                  AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                  AND d.refobjid = %s::pg_catalog.regclass""".formatted(Sql.literal(scratch)))) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return arguments.stream().filter(a -> names.contains(a.name())).toList();
    }

    private static String type(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(
                "SELECT pg_catalog.format_type(a.atttypid, a.atttypmod) FROM pg_catalog.pg_attribute a WHERE a.attrelid = 'pg_temp.segue_probe'::pg_catalog.regclass AND a.attnum = 1")) {
            row.next();
            return row.getString(1);
        }
    }

    /** A function declared STABLE is not inlined if what it holds is volatile; then its name stays in the plan. */
    private boolean isVolatile(Statement statement, String type) throws SQLException {
        statement.execute("CREATE FUNCTION pg_temp.segue_volatile_probe(%s) RETURNS %s LANGUAGE sql STABLE RETURN (%s)"
                .formatted(parameters(), type, expression));
        StringBuilder plan = new StringBuilder();
        try (ResultSet rows =
                statement.executeQuery("EXPLAIN (VERBOSE, COSTS OFF) SELECT pg_temp.segue_volatile_probe(%s) FROM %s"
                        .formatted(Sql.list(arguments, a -> Sql.id(a.name())), "pg_temp." + Sql.id(row)))) {
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
        }
        return plan.indexOf("segue_volatile_probe") >= 0;
    }

    private static ExpressionVerdict refused(SQLException e) {
        String message = e.getMessage() == null
                ? "no message"
                : e.getMessage().lines().findFirst().orElse("");
        return new ExpressionVerdict.Refused(
                "the server refuses it: " + message.replaceFirst("^ERROR: ", ""),
                "try it in SQL: SELECT (…) over the moved columns");
    }

    /**
     * {@return why the text is not one expression, or nothing}. The text is put between parentheses: it must not close
     * them, end the statement, or hide the rest in a comment.
     */
    static Optional<String> malformed(String text) {
        int depth = 0;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\'' || c == '"') {
                boolean escapes = c == '\'' && at > 0 && (text.charAt(at - 1) == 'E' || text.charAt(at - 1) == 'e');
                int end = at + 1;
                while (end < text.length() && text.charAt(end) != c) {
                    end += escapes && text.charAt(end) == '\\' ? 2 : 1;
                }
                if (end >= text.length()) {
                    return Optional.of("a quote is not closed");
                }
                at = end;
            } else if (c == '(' || c == '[') {
                depth++;
            } else if (c == ')' || c == ']') {
                if (--depth < 0) {
                    return Optional.of("a parenthesis is closed that was not opened");
                }
            } else if (c == ';') {
                return Optional.of("an expression holds no semicolon");
            } else if (c == '$' && at + 1 < text.length() && !Character.isDigit(text.charAt(at + 1))) {
                return Optional.of("dollar quotes are not admitted; use single quotes");
            } else if (text.startsWith("--", at) || text.startsWith("/*", at)) {
                return Optional.of("an expression holds no comment");
            } else if (c == '?') {
                return Optional.of("the operator ? is not admitted; use a function (jsonb_exists)");
            }
        }
        if (depth != 0) {
            return Optional.of("a parenthesis is not closed");
        }
        return text.isBlank() ? Optional.of("it is empty") : Optional.empty();
    }
}
