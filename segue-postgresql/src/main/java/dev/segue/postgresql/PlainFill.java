package dev.segue.postgresql;

import dev.segue.dialect.Statement;
import dev.segue.mapping.Expression;
import dev.segue.mapping.Expression.Argument;
import dev.segue.mapping.Expression.Stability;
import dev.segue.mapping.Lookup;
import dev.segue.mapping.MappedColumn;
import dev.segue.mapping.Mapping;
import dev.segue.mapping.SameRow;
import dev.segue.mapping.SameRow.Derived;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Derives all new values at once, where nobody else writes: no marks, no notes, and no function that stays. */
final class PlainFill {

    private static final String WHY = "every row at once: nobody else uses the table";

    private final List<Statement> made = new ArrayList<>();
    private final List<Statement> taken = new ArrayList<>();

    private PlainFill() {}

    static List<Statement> of(Mapping mapping) {
        PlainFill fill = new PlainFill();
        Statement filled = switch (mapping) {
            case SameRow row -> fill.sameRow(row);
            case Lookup lookup -> fill.lookup(lookup);
        };
        List<Statement> all = new ArrayList<>();
        if (mapping instanceof SameRow row) {
            all.addAll(SameRowCarrying.carried(new SameRowText(row, LookupNames.of("", 1), false)));
            if (row.forward().isEmpty()) {
                return all;
            }
        }
        all.addAll(fill.made);
        all.add(filled);
        all.addAll(fill.taken);
        all.add(Statement.free(
                "SET CONSTRAINTS ALL IMMEDIATE", "nothing waits for the commit, so the table may change"));
        return all;
    }

    private Statement sameRow(SameRow row) {
        String table = Sql.id(row.row().table());
        return filling(
                "UPDATE %s c\nSET %s"
                        .formatted(
                                table,
                                Sql.list(row.forward(), d -> Sql.id(d.column().open()) + " = " + value(d))),
                row.row().table().toString());
    }

    private String value(Derived derived) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int n = 0; n < derived.arguments().size(); n++) {
            values.put(
                    derived.expression().arguments().get(n).name(),
                    "c." + Sql.id(derived.arguments().get(n).open()));
        }
        return value(derived.expression(), values);
    }

    private Statement lookup(Lookup lookup) {
        LookupText text = new LookupText(lookup, LookupNames.of("", 1), false);
        String row = text.shares() ? "h" : "filled";
        Function<MappedColumn, String> forward = column -> column.forward()
                .map(f -> {
                    Map<String, String> values = new LinkedHashMap<>();
                    f.arguments().forEach(a -> values.put(a.name(), row + "." + Sql.id(a.name())));
                    return value(f, values);
                })
                .orElse(row + "." + text.source(column));
        if (text.shares()) {
            SharedFill shared = new SharedFill(
                    text,
                    "true",
                    text.unfilled("c"),
                    "",
                    e -> forward.apply(text.columns().get(e)));
            return filling(shared.fill(false), lookup.child().table().toString());
        }
        return filling(
                text.fill("""
                        WITH filled AS (
                            UPDATE {child} c SET {reference} = {new_key}
                            WHERE {unfilled}
                            RETURNING c.*
                        )
                        INSERT INTO {parent} ({parent_key}, {targets}) OVERRIDING SYSTEM VALUE
                        SELECT filled.{reference}, {forward}
                        FROM filled""", Map.of("unfilled", text.unfilled("c"), "forward", Sql.list(text.columns(), forward))),
                lookup.child().table().toString());
    }

    private static Statement filling(String sql, String table) {
        return new Statement(sql, "ROW EXCLUSIVE on " + table + ", and every row of it", WHY);
    }

    /** The server evaluates a subquery that needs no row only once: a function is evaluated for each row. */
    private String value(Expression expression, Map<String, String> values) {
        String sql = expression.sql();
        if (expression.stability() == Stability.VOLATILE && sql.startsWith("(SELECT ")) {
            String function = "pg_temp." + Sql.id("segue_value_" + (made.size() + 1));
            List<Argument> arguments = expression.arguments();
            made.add(Statement.free(
                    "CREATE FUNCTION %s(%s) RETURNS %s LANGUAGE sql %s RETURN %s"
                            .formatted(
                                    function,
                                    Sql.list(arguments, a -> Sql.id(a.name()) + " " + a.type()),
                                    expression.type(),
                                    expression.stability(),
                                    sql),
                    "another value for each row"));
            taken.add(Statement.free(
                    "DROP FUNCTION %s(%s)".formatted(function, Sql.list(arguments, Argument::type)),
                    "not needed any more"));
            return function + "(" + Sql.list(values.values(), v -> v) + ")";
        }
        return values.isEmpty() ? "(" + sql + ")" : Scoped.of(sql, "segue_row", values);
    }
}
