package dev.segue.engine;

import dev.segue.dialect.Dialect;
import dev.segue.plan.Plan;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What became of the application's statements on each shape.
 *
 * @param checked those that read or write tables
 * @param skipped how many did something else
 * @param remembered whether those that need the old shape close a gate of a migration that is under way
 */
public record StatementCheck(List<Checked> checked, int skipped, boolean remembered) {

    private static final Pattern QUERY =
            Pattern.compile("^(select|insert|update|delete|merge|with|values|table)\\b.*", Pattern.DOTALL);

    /** Comments, as some libraries put in front, and parentheses. */
    private static final Pattern LEADING = Pattern.compile("^(?:[\\s(]++|/\\*.*?\\*/|--[^\\n]*+)*+", Pattern.DOTALL);

    /**
     * One statement on the three shapes: what the server said, or nothing where it can be prepared.
     *
     * @param sql as it was captured
     */
    public record Checked(String sql, Optional<String> before, Optional<String> expanded, Optional<String> after) {

        /** {@return whether it runs now and would not while both shapes live} */
        public boolean breaksOnExpanded() {
            return before.isEmpty() && expanded.isPresent();
        }

        /** {@return whether it runs now and would not when only the new shape is left} */
        public boolean breaksOnAfter() {
            return before.isEmpty() && after.isPresent();
        }

        /** {@return whether it runs nowhere: it is not of these tables, or not whole} */
        public boolean unknown() {
            return before.isPresent() && expanded.isPresent() && after.isPresent();
        }

        /** {@return whether it is written for the new shape} */
        public boolean isNew() {
            return before.isPresent() && after.isEmpty();
        }
    }

    public StatementCheck {
        checked = List.copyOf(checked);
    }

    /** {@return the statements of a file: each ends with a semicolon at the end of a line, or with the file} */
    public static List<String> split(String text) {
        List<String> statements = new ArrayList<>();
        for (String part : text.split(";[ \\t]*(?:\\R|$)")) {
            String statement = part.replaceAll("(?m)^\\s*--.*$", "").strip();
            if (!statement.isEmpty()) {
                statements.add(statement);
            }
        }
        return statements;
    }

    /** Has the server prepare the statements; what is no query of tables is counted only. */
    static StatementCheck of(Dialect dialect, Connection connection, Plan.Catalogs shapes, List<String> statements)
            throws SQLException {
        List<String> queries =
                statements.stream().filter(StatementCheck::isQuery).distinct().toList();
        List<String> numbered = queries.stream().map(StatementCheck::numbered).toList();
        List<Optional<String>> before = dialect.prepare(connection, shapes.before(), numbered);
        List<Optional<String>> expanded = dialect.prepare(connection, shapes.expanded(), numbered);
        List<Optional<String>> after = dialect.prepare(connection, shapes.after(), numbered);
        List<Checked> checked = new ArrayList<>();
        for (int n = 0; n < queries.size(); n++) {
            checked.add(new Checked(queries.get(n), before.get(n), expanded.get(n), after.get(n)));
        }
        return new StatementCheck(
                checked,
                Math.toIntExact(statements.stream().filter(s -> !isQuery(s)).count()),
                false);
    }

    StatementCheck asRemembered() {
        return new StatementCheck(checked, skipped, true);
    }

    static boolean isQuery(String sql) {
        String begun = LEADING.matcher(sql).replaceFirst("");
        return QUERY.matcher(begun.toLowerCase(Locale.ROOT)).matches();
    }

    /** {@return the statement with numbered parameters instead of the question marks of JDBC} */
    static String numbered(String sql) {
        StringBuilder text = new StringBuilder();
        int number = 0;
        char quote = 0;
        for (char one : sql.toCharArray()) {
            if (quote != 0) {
                quote = one == quote ? 0 : quote;
            } else if (one == '\'' || one == '"') {
                quote = one;
            } else if (one == '?') {
                text.append('$').append(++number);
                continue;
            }
            text.append(one);
        }
        return text.toString();
    }
}
