package dev.segue.postgresql;

import dev.segue.catalog.TableName;
import dev.segue.postgresql.TableFacts.Selected;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Statements whose answer is everything of something, where pg_stat_statements is there to be asked: what selects it, and
 * what writes and has it returned, as JDBC drivers do for generated keys.
 */
final class SelectedStatements {

    private static final String EVERYTHING = "(select|returning)\\s+([a-z_]+\\.)?\\*";

    private static final Pattern BEGIN = Pattern.compile(EVERYTHING, Pattern.CASE_INSENSITIVE);

    private final List<String> statements;
    private final @Nullable String failure;
    private final long hidden;

    private SelectedStatements(List<String> statements, @Nullable String failure, long hidden) {
        this.statements = List.copyOf(statements);
        this.failure = failure;
        this.hidden = hidden;
    }

    /** {@return those that the server has counted in this database} */
    static SelectedStatements read(Connection connection) throws SQLException {
        Optional<String> schema = Rows.first(
                connection,
                "SELECT pg_catalog.quote_ident(n.nspname) FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'",
                row -> row.getString(1));
        if (schema.isEmpty()) {
            return new SelectedStatements(List.of(), null, 0);
        }
        List<String> found = new ArrayList<>();
        long hidden = 0;
        try {
            for (String query : Rows.list(
                    connection, """
                    SELECT s.query FROM %s.pg_stat_statements s
                    WHERE s.dbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
                      AND (s.query ~* ? OR s.query = '<insufficient privilege>')
                    """.formatted(schema.get()), row -> CatalogReader.text(row, "query"), EVERYTHING)) {
                Matcher begin = BEGIN.matcher(query);
                if (begin.find()) {
                    // what is selected from stands behind the star; what is written, before it
                    boolean selects = begin.group(1).equalsIgnoreCase("select");
                    found.add(query.substring(selects ? begin.end() : 0).toLowerCase(Locale.ROOT));
                } else {
                    hidden++;
                }
            }
            return new SelectedStatements(found, null, hidden);
        } catch (SQLException e) {
            return new SelectedStatements(List.of(), e.getSQLState(), 0);
        }
    }

    /** {@return those that may be of this table} */
    Selected of(TableName table) {
        String name = table.name().toLowerCase(Locale.ROOT);
        boolean plain = name.matches("\\w+");
        Pattern word = Pattern.compile("\\b" + name.replaceAll("\\W", ".") + "\\b", Pattern.DOTALL);
        return new Selected(
                statements.stream()
                        .filter(s -> !plain || s.contains(name))
                        .filter(s -> word.matcher(s).find())
                        .count(),
                failure);
    }

    /** {@return how many statements of other roles the connected role may not read} */
    long hidden() {
        return hidden;
    }

    /** {@return the SQLSTATE with which the server refused to say; null where it did not} */
    @Nullable
    String failure() {
        return failure;
    }
}
