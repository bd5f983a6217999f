package dev.segue.engine;

import dev.segue.catalog.Catalog;
import dev.segue.catalog.Column;
import dev.segue.catalog.Constraint;
import dev.segue.catalog.Index;
import dev.segue.catalog.Table;
import dev.segue.dialect.Dialect;
import dev.segue.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether the tables of a migration are as its plan has them where the migration stands still. Names decide, as what was
 * made under a name has another identity by now. What somebody added meanwhile is his own affair here;
 * {@link DriftCheck} says what of it a phase would take away.
 */
final class CatalogAgreement {

    private static final Pattern CASTS = Pattern.compile(
            "::(?:\"[^\"]+\"|[\\w.])+(?: varying| precision| with(?:out)? time zone)?(?:\\(\\d+(?:,\\s*\\d+)?\\))?(?:\\[\\])?");

    private final Dialect dialect;
    private final Catalog actual;
    private final Set<String> claimed;

    /**
     * @param actual what is there
     * @param claimed the tables of which a later migration says what they are
     */
    CatalogAgreement(Dialect dialect, Catalog actual, Set<String> claimed) {
        this.dialect = dialect;
        this.actual = actual;
        this.claimed = claimed;
    }

    /** {@return what is otherwise, one line each; nothing where a phase is under way or everything was taken back} */
    List<String> against(Plan plan, Lifecycle state) {
        return switch (state) {
            case Lifecycle.Filling s -> differences(plan.catalogs().expanded(), true);
            case Lifecycle.Verifying s -> differences(plan.catalogs().expanded(), true);
            case Lifecycle.BothLive s -> differences(plan.catalogs().expanded(), true);
            case Lifecycle.Sealed s -> {
                List<String> found = differences(plan.catalogs().after(), false);
                found.addAll(sealedColumns(plan));
                yield found;
            }
            case Lifecycle.Contracted s -> {
                List<String> found = differences(plan.catalogs().after(), true);
                found.addAll(back(plan));
                yield found;
            }
            case Lifecycle.Expanding s -> List.of();
            case Lifecycle.Sealing s -> List.of();
            case Lifecycle.Unsealing s -> List.of();
            case Lifecycle.Contracting s -> List.of();
            case Lifecycle.RollingBack s -> List.of();
            case Lifecycle.RolledBack s -> List.of();
        };
    }

    private List<String> differences(Catalog expected, boolean strict) {
        List<String> found = new ArrayList<>();
        for (Table wanted : expected.list()) {
            if (claimed.contains(wanted.name().toString())) {
                continue;
            }
            Optional<Table> there = actual.table(wanted.name());
            if (there.isEmpty()) {
                found.add("table " + wanted.name() + " is gone");
            } else {
                table(wanted, there.get(), strict, found);
            }
        }
        return found;
    }

    private void table(Table wanted, Table there, boolean strict, List<String> found) {
        for (Column column : wanted.columns()) {
            String name = "column " + wanted.name() + "." + column.name();
            Optional<Column> now = there.column(column.name());
            if (now.isEmpty()) {
                found.add(name + " is gone");
            } else if (!isType(now.get().type(), column.type())) {
                found.add("%s is of type %s, not %s".formatted(name, now.get().type(), column.type()));
            } else if (strict && now.get().nullable() != column.nullable()) {
                found.add(name + (column.nullable() ? " does not admit NULL any more" : " admits NULL"));
            } else if (strict && !normal(now.get().origin()).equals(normal(column.origin()))) {
                found.add("%s has the default %s, not %s"
                        .formatted(
                                name,
                                now.get().origin().expression(),
                                column.origin().expression()));
            }
        }
        for (Constraint constraint : wanted.constraints()) {
            String name = "constraint " + constraint.name() + " on " + wanted.name();
            Optional<Constraint> now = there.constraint(constraint.name());
            if (now.isEmpty()) {
                found.add(name + " is gone");
            } else if (strict && !isAlike(now.get(), constraint)) {
                found.add(name + " says something else");
            }
        }
        for (Index index : wanted.indexes()) {
            String name = "index " + index.name() + " on " + wanted.name();
            Optional<Index> now = there.index(index.name());
            if (now.isEmpty()) {
                found.add(name + " is gone");
            } else if (strict && !isAlike(now.get(), index)) {
                found.add(name + " says something else");
            }
        }
    }

    /** A type that took another's place has got its name by now. */
    private boolean isType(String now, String wanted) {
        int name = now.lastIndexOf('.') + 1;
        return now.equals(wanted) || wanted.equals(now.substring(0, name) + dialect.openName(now.substring(name)));
    }

    /** The server writes an expression with casts, quotes and parentheses of its own. */
    private static String normal(Column.Origin origin) {
        return origin.generation() + " " + normal(String.valueOf(origin.expression()));
    }

    private static String normal(String expression) {
        return CASTS.matcher(expression).replaceAll("").replaceAll("[\\s\"()]", "");
    }

    private static boolean isAlike(Constraint now, Constraint wanted) {
        boolean same = now.getClass().equals(wanted.getClass()) && now.columns().equals(wanted.columns());
        return same
                && (!(now instanceof Constraint.Check check)
                        || normal(check.definition()).equals(normal(((Constraint.Check) wanted).definition())));
    }

    private static boolean isAlike(Index now, Index wanted) {
        return now.unique() == wanted.unique() && now.columns().equals(wanted.columns());
    }

    /** While sealed, the old columns are there under names of their own. */
    private List<String> sealedColumns(Plan plan) {
        return gone(plan).stream()
                .filter(g -> g.now().column(dialect.sealedName(g.column())).isEmpty())
                .map(g -> "the sealed column " + g.now().name() + "." + dialect.sealedName(g.column()) + " is gone")
                .toList();
    }

    /** What contract dropped and is there again. */
    private List<String> back(Plan plan) {
        return gone(plan).stream()
                .filter(g -> g.now().column(g.column()).isPresent()
                        && g.wanted().column(g.column()).isEmpty())
                .map(g -> "column " + g.now().name() + "." + g.column() + ", which was dropped, is there again")
                .toList();
    }

    /** A column that goes, and its table as it is to be and as it is. */
    private record Gone(Table wanted, Table now, String column) {}

    private List<Gone> gone(Plan plan) {
        List<Gone> gone = new ArrayList<>();
        for (Table before : plan.catalogs().before().list()) {
            Optional<Table> wanted = plan.catalogs().after().tableOf(before.identity());
            Optional<Table> now = wanted.flatMap(t -> actual.table(t.name()));
            if (now.isPresent() && !claimed.contains(now.get().name().toString())) {
                before.columns().stream()
                        .filter(c -> wanted.get().columnOf(c.identity()).isEmpty())
                        .forEach(c -> gone.add(new Gone(wanted.get(), now.get(), c.name())));
            }
        }
        return gone;
    }
}
