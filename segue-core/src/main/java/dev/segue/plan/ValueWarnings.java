package dev.segue.plan;

import dev.segue.catalog.Column;
import dev.segue.catalog.Table;
import dev.segue.mapping.Expression;
import dev.segue.mapping.Expression.Stability;
import dev.segue.operation.Resolution;

/** What an author should know of an expression that gives a column its value. */
final class ValueWarnings {

    private ValueWarnings() {}

    /** @param where where the expression stands in the operation */
    static void tell(Resolution resolution, String where, Table table, Column wanted, Expression value) {
        boolean isDown = where.startsWith("down") || where.endsWith(".down");
        if (value.stability() == Stability.VOLATILE && isDown) {
            resolution.warn(
                    "%s of %s.%s does not follow from the row alone: it is evaluated once with each write of new code"
                            .formatted(where, table.name(), wanted.name()),
                    "of such a column both shapes are not compared");
        }
        boolean ofTimeZone =
                isOfTimeZone(wanted.type()) || value.arguments().stream().anyMatch(a -> isOfTimeZone(a.type()));
        if (value.stability() == Stability.STABLE && ofTimeZone) {
            resolution.warn(
                    "%s of %s.%s depends on the session's TimeZone: Segue fills and compares in UTC"
                            .formatted(where, table.name(), wanted.name()),
                    "say which one you mean, like at AT TIME ZONE 'Europe/Berlin'");
        }
    }

    private static boolean isOfTimeZone(String type) {
        return type.endsWith("with time zone");
    }
}
