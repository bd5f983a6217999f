package dev.segue.postgresql;

import dev.segue.dialect.Statement;
import dev.segue.mapping.Expression.Stability;
import dev.segue.mapping.SameRow.Derived;
import dev.segue.mapping.SameRow.Group;
import dev.segue.mapping.SameRow.Stored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The functions that derive columns of a row from others of it, and those that compare them. */
final class SameRowExpressions {

    private final SameRowText text;

    SameRowExpressions(SameRowText text) {
        this.text = text;
    }

    List<Statement> functions() {
        List<Statement> all = new ArrayList<>();
        for (SameRowText.Named named : text.derivations()) {
            all.add(expression(named));
        }
        if (Stream.concat(text.mapping().forward().stream(), text.mapping().backward().stream())
                .anyMatch(Derived::required)) {
            all.add(missing());
        }
        List<Group> groups = text.mapping().groups();
        for (int n = 0; n < groups.size(); n++) {
            if (SameRowText.isComparable(groups.get(n))) {
                all.add(agreement(n, groups.get(n)));
            }
        }
        return all;
    }

    private static Statement expression(SameRowText.Named named) {
        Derived derived = named.derived();
        String stability = switch (derived.expression().stability()) {
            case IMMUTABLE -> "IMMUTABLE";
            case STABLE -> "STABLE";
            case VOLATILE -> "VOLATILE";
        };
        return Statement.free(
                "CREATE FUNCTION %s(%s) RETURNS %s LANGUAGE sql %s RETURN (%s)"
                        .formatted(
                                named.function(),
                                Sql.list(derived.expression().arguments(), a -> Sql.id(a.name()) + " " + a.type()),
                                derived.expression().type(),
                                stability,
                                derived.expression().sql()),
                "gives " + derived.column().sealed() + "; parsed once, whatever search_path a session has");
    }

    /** Called in place of a value that is NULL and must not be. */
    private Statement missing() {
        return Statement.free(
                "CREATE FUNCTION %s(anyelement) RETURNS anyelement LANGUAGE plpgsql VOLATILE AS %s"
                        .formatted(
                                text.names().function("missing"),
                                Sql.body("BEGIN\n    RAISE not_null_violation;\nEND\n")),
                "fails where the new shape admits no NULL");
    }

    /** Either the new values follow from the old ones, or the old from the new. */
    private Statement agreement(int number, Group group) {
        List<Stored> compared = SameRowText.compared(group);
        Map<Stored, String> parameters = new HashMap<>();
        compared.forEach(c -> parameters.put(c, "c" + (parameters.size() + 1)));
        String body = """
                BEGIN
                    BEGIN
                        IF %s THEN
                            RETURN true;
                        END IF;
                    EXCEPTION WHEN OTHERS THEN
                        NULL; -- no new value: the other way decides
                    END;
                    RETURN %s;
                EXCEPTION WHEN OTHERS THEN
                    RETURN false;
                END
                """.formatted(
                        follows(group.forward(), parameters),
                        group.calculated() ? "false" : follows(group.backward(), parameters));
        return Statement.free(
                "CREATE FUNCTION %s(%s) RETURNS pg_catalog.bool LANGUAGE plpgsql %s AS %s"
                        .formatted(
                                text.names().agrees(number),
                                Sql.list(compared, c -> parameters.get(c) + " " + c.type()),
                                isStable(group) ? "STABLE" : "IMMUTABLE",
                                Sql.body(body)),
                "whether the values of a row follow from each other, either way");
    }

    private static boolean isStable(Group group) {
        return Stream.concat(group.forward().stream(), group.backward().stream())
                .anyMatch(d -> d.expression().stability() != Stability.IMMUTABLE);
    }

    private String follows(List<Derived> derived, Map<Stored, String> parameters) {
        return Sql.all(derived, d -> {
            String function = text.derivations().stream()
                    .filter(n -> n.derived().equals(d))
                    .findFirst()
                    .orElseThrow()
                    .function();
            String value = "CAST(%s(%s) AS %s)"
                    .formatted(
                            function,
                            Sql.list(d.arguments(), a -> String.valueOf(parameters.get(a))),
                            d.column().type());
            return Image.same(
                    String.valueOf(parameters.get(d.column())),
                    value,
                    d.column().type());
        });
    }
}
