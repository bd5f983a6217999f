package dev.segue.engine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A statement with named parameters ({@code :limit}), made ready for JDBC. Quoted text and {@code ::} casts are left
 * alone. Every value is given as text or number.
 */
record Named(String sql, List<String> parameters) {

    private static final String MARK = "/* segue */";

    /** {@return a statement of Segue's own, marked at both ends: some servers do not show what comes before the first word} */
    static String marked(String sql) {
        return MARK + " " + sql + " " + MARK;
    }

    static Named parse(String text) {
        StringBuilder sql = new StringBuilder();
        List<String> parameters = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\'' || c == '"') {
                int end = text.indexOf(c, at + 1);
                end = end < 0 ? text.length() - 1 : end;
                sql.append(text, at, end + 1);
                at = end + 1;
            } else if (c == ':' && at + 1 < text.length() && text.charAt(at + 1) == ':') {
                sql.append("::");
                at += 2;
            } else if (c == ':' && at + 1 < text.length() && Character.isLetter(text.charAt(at + 1))) {
                int end = at + 1;
                while (end < text.length()
                        && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
                    end++;
                }
                parameters.add(text.substring(at + 1, end));
                sql.append('?');
                at = end;
            } else {
                sql.append(c);
                at++;
            }
        }
        return new Named(sql.toString(), List.copyOf(parameters));
    }

    /**
     * {@return the statement with every parameter set; a name without a value is NULL} It begins with a comment that tells
     * it from the application's statements wherever the server shows it.
     */
    PreparedStatement prepare(Connection connection, Map<String, Object> values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(marked(sql));
        for (int n = 0; n < parameters.size(); n++) {
            Object value = values.get(parameters.get(n));
            switch (value) {
                case null -> statement.setNull(n + 1, java.sql.Types.VARCHAR);
                case Integer number -> statement.setInt(n + 1, number);
                case Long number -> statement.setLong(n + 1, number);
                default -> statement.setString(n + 1, value.toString());
            }
        }
        return statement;
    }

    /** {@return the values of a range's bounds: low_1, …, high_1, …} */
    static Map<String, Object> bounds(@Nullable List<String> low, @Nullable List<String> high) {
        Map<String, Object> values = new HashMap<>();
        put(values, "low_", low);
        put(values, "high_", high);
        return values;
    }

    private static void put(Map<String, Object> values, String prefix, @Nullable List<String> bound) {
        if (bound != null) {
            for (int n = 0; n < bound.size(); n++) {
                values.put(prefix + (n + 1), bound.get(n));
            }
        }
    }
}
