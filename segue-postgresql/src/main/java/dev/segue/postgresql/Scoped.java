package dev.segue.postgresql;

import dev.segue.mapping.Expression;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts an expression behind names of its own: what it calls its row and its columns is what it is given here. */
final class Scoped {

    private Scoped() {}

    /** {@return the expression over parameters that bear the columns' names} */
    static String of(String expression, String row, List<Expression.Argument> arguments) {
        Map<String, String> values = new LinkedHashMap<>();
        arguments.forEach(a -> values.put(a.name(), Sql.id(a.name())));
        return of(expression, row, values);
    }

    /**
     * {@return the expression over other expressions}
     *
     * @param values SQL for each column that it may name
     */
    static String of(String expression, String row, Map<String, String> values) {
        if (values.isEmpty()) {
            return "(SELECT (" + expression + "))";
        }
        return "(SELECT (%s) FROM (SELECT %s) AS %s)"
                .formatted(
                        expression,
                        Sql.list(values.entrySet(), v -> v.getValue() + " AS " + Sql.id(v.getKey())),
                        Sql.id(row));
    }
}
