package dev.segue.postgresql;

import dev.segue.dialect.Statement;
import dev.segue.mapping.Expression;
import dev.segue.mapping.MappedColumn;
import java.util.ArrayList;
import java.util.List;

/** The functions of a lookup that hold the author's expressions; what they say never changes. */
final class LookupExpressions {

    private final LookupNames names;
    private final LookupText text;

    LookupExpressions(LookupText text) {
        this.text = text;
        this.names = text.names();
    }

    List<Statement> functions() {
        List<Statement> all = new ArrayList<>();
        for (int entry : text.entries()) {
            MappedColumn column = text.columns().get(entry);
            column.forward().ifPresent(f -> all.add(expression(names.forward(entry), f, "new value from old ones")));
            column.backward().ifPresent(f -> all.add(expression(names.backward(entry), f, "old value from new ones")));
            if (column.transformation() != null) {
                all.add(agreement(entry, column));
            }
        }
        return all;
    }

    private static Statement expression(String name, Expression expression, String what) {
        return Statement.free(
                "CREATE FUNCTION %s(%s) RETURNS %s LANGUAGE sql %s RETURN (%s)"
                        .formatted(
                                name,
                                Sql.list(expression.arguments(), a -> Sql.id(a.name()) + " " + a.type()),
                                expression.type(),
                                expression.stability(),
                                expression.sql()),
                what + "; parsed once, whatever search_path a session has");
    }

    private Statement agreement(int entry, MappedColumn column) {
        String arguments = Sql.list(text.entries(), e -> "s%d %s".formatted(e, sourceType(e))) + ", "
                + Sql.list(text.entries(), e -> "t%d %s".formatted(e, targetType(e)));
        String forward = names.forward(entry) + "("
                + Sql.list(column.forward().orElseThrow().arguments(), a -> "s" + text.sourceEntry(a.name())) + ")";
        String backward = names.backward(entry) + "("
                + Sql.list(column.backward().orElseThrow().arguments(), a -> "t" + text.targetEntry(a.name())) + ")";
        String body = """
                BEGIN
                    BEGIN
                        IF ROW(%1$s)::pg_catalog.record OPERATOR(pg_catalog.*=) ROW(t%3$d)::pg_catalog.record THEN
                            RETURN true;
                        END IF;
                    EXCEPTION WHEN OTHERS THEN
                        NULL; -- no new value: the other way decides
                    END;
                    RETURN ROW(%2$s)::pg_catalog.record OPERATOR(pg_catalog.*=) ROW(s%3$d)::pg_catalog.record;
                EXCEPTION WHEN OTHERS THEN
                    RETURN false;
                END
                """.formatted(forward, backward, entry);
        return Statement.free(
                "CREATE FUNCTION %s(%s) RETURNS pg_catalog.bool LANGUAGE plpgsql AS %s"
                        .formatted(names.agrees(entry), arguments, Sql.body(body)),
                "whether one value follows from the other, either way");
    }

    private String sourceType(int entry) {
        return text.columns().get(entry).source().type();
    }

    private String targetType(int entry) {
        return text.columns().get(entry).target().type();
    }
}
