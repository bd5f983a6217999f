package dev.segue.engine;

import dev.segue.catalog.Catalog;
import dev.segue.catalog.Constraint;
import dev.segue.catalog.Index;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.dialect.Dialect;
import dev.segue.plan.Phase;
import dev.segue.plan.Plan;
import dev.segue.plan.PlannedMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares the catalog with what the plan expects before a phase takes something away. What somebody added meanwhile and
 * would silently lose is refused by name; what stays untouched is none of Segue's business.
 */
final class DriftCheck {

    private final Dialect dialect;
    private final Sessions sessions;

    DriftCheck(Dialect dialect, Sessions sessions) {
        this.dialect = dialect;
        this.sessions = sessions;
    }

    /**
     * @throws SegueException if the phase would take away what the plan does not know
     */
    void before(Phase phase, Plan plan) {
        Catalog actual = sessions.reading(
                c -> dialect.observe(c, plan.header().schemas()).catalog());
        List<String> found = found(phase, plan, actual);
        if (!found.isEmpty()) {
            throw SegueException.failed(
                    plan.header().migration() + ", " + phase.word()
                            + ": the catalog changed since the plan was made\n  " + String.join("\n  ", found),
                    "make its counterpart on the new shape and drop it, or undo the change; then run this again",
                    null);
        }
        dependents(phase, plan, actual);
    }

    /** {@return what the phase would take away and the plan does not know, and what else changed to its harm} */
    List<String> found(Phase phase, Plan plan, Catalog actual) {
        List<String> found = new ArrayList<>();
        switch (phase) {
            case SEAL -> {
                rewriting(plan, actual, found);
                lostWithColumns(plan, actual, false, found);
            }
            case CONTRACT -> lostWithColumns(plan, actual, true, found);
            case ROLLBACK -> lostWithRollback(plan, actual, found);
            case BACKFILL, VERIFY -> rewriting(plan, actual, found);
            case EXPAND, UNSEAL -> {}
        }
        return found;
    }

    /** What the server lets follow a rename would go on reading what is sealed, and would keep it from being dropped. */
    private void dependents(Phase phase, Plan plan, Catalog actual) {
        List<String> found = new ArrayList<>();
        switch (phase) {
            case SEAL, CONTRACT -> {
                for (Map.Entry<String, List<String>> entry :
                        plan.assessment().dropped().entrySet()) {
                    Table before = before(plan, entry.getKey());
                    now(actual, before, phase == Phase.CONTRACT).ifPresent(table -> {
                        boolean renamed = phase == Phase.CONTRACT && stays(plan, before);
                        List<String> columns = renamed
                                ? entry.getValue().stream()
                                        .map(dialect::sealedName)
                                        .toList()
                                : entry.getValue();
                        found.addAll(sessions.reading(c -> dialect.dependents(c, table.name(), columns)));
                    });
                }
            }
            case ROLLBACK -> {
                for (Table table : plan.catalogs().expanded().list()) {
                    List<String> added = added(plan, table);
                    boolean isNew = plan.catalogs().before().table(table.name()).isEmpty();
                    if (actual.table(table.name()).isPresent() && (isNew || !added.isEmpty())) {
                        found.addAll(
                                sessions.reading(c -> dialect.dependents(c, table.name(), isNew ? List.of() : added)));
                    }
                }
            }
            case EXPAND, BACKFILL, VERIFY, UNSEAL -> {}
        }
        if (!found.isEmpty()) {
            boolean back = phase == Phase.ROLLBACK;
            throw SegueException.failed(
                    plan.header().migration() + ", " + phase.word() + ": still in use is what this takes away\n  "
                            + String.join("\n  ", found),
                    "let them use the " + (back ? "old" : "new")
                            + " shape, which is there (CREATE OR REPLACE …; ALTER PUBLICATION … SET TABLE …), or drop them; then run"
                            + " this again",
                    null);
        }
    }

    private static List<String> added(Plan plan, Table expanded) {
        return expanded.columnNames().stream()
                .filter(c -> plan.catalogs()
                        .before()
                        .table(expanded.name())
                        .map(t -> t.column(c).isEmpty())
                        .orElse(true))
                .toList();
    }

    /** Duplicate writes were set up for a table whose updates change no column that they do not name. */
    private static void rewriting(Plan plan, Catalog actual, List<String> found) {
        for (PlannedMapping mapping : plan.mappings()) {
            List<String> known = plan.catalogs()
                    .before()
                    .table(mapping.source())
                    .map(t -> t.attachments().rewriting())
                    .orElse(List.of());
            List<String> now = actual.table(mapping.source())
                    .map(t -> t.attachments().rewriting())
                    .orElse(List.of());
            if (known.isEmpty()) {
                now.forEach(trigger -> found.add("trigger " + trigger + " on " + mapping.source()
                        + " was added: what it changes without the statement naming it does not reach the new shape"));
            }
        }
    }

    private static Table before(Plan plan, String name) {
        return plan.catalogs().before().list().stream()
                .filter(t -> t.name().toString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Whether a table of the old shape is one of the new shape, too. */
    private static boolean stays(Plan plan, Table before) {
        return plan.catalogs().after().tableOf(before.identity()).isPresent();
    }

    /** {@return a table of the old shape, under whatever name it has at the moment} */
    private Optional<Table> now(Catalog actual, Table before, boolean sealed) {
        TableName out = new TableName(
                before.name().schema(), dialect.sealedName(before.name().name()));
        return actual.tableOf(before.identity())
                .or(() -> actual.table(before.name()))
                .or(() -> sealed ? actual.table(out) : Optional.empty());
    }

    private void lostWithColumns(Plan plan, Catalog actual, boolean sealed, List<String> found) {
        for (Map.Entry<String, List<String>> entry : plan.assessment().dropped().entrySet()) {
            Table before = before(plan, entry.getKey());
            Optional<Table> now = now(actual, before, sealed);
            if (now.isEmpty()) {
                found.add("table " + before.name() + " is gone");
                continue;
            }
            List<String> going = entry.getValue().stream()
                    .map(c -> sealed && stays(plan, before) ? dialect.sealedName(c) : c)
                    .toList();
            going.stream()
                    .filter(c -> now.get().column(c).isEmpty())
                    .forEach(c -> found.add("column " + before.name() + "." + c + " is gone"));
            for (Index index : now.get().indexes()) {
                boolean known = before.indexOf(index.identity()).isPresent()
                        || before.indexes().stream().anyMatch(i -> bears(index.name(), i.name()));
                if (index.columns().stream().anyMatch(going::contains) && !known) {
                    found.add("index " + index.name() + " on " + before.name() + " was added and would go with "
                            + String.join(", ", going));
                }
            }
            for (Constraint constraint : now.get().constraints()) {
                boolean known = before.constraintOf(constraint.identity()).isPresent()
                        || before.constraints().stream().anyMatch(c -> bears(constraint.name(), c.name()));
                if (constraint.columns().stream().anyMatch(going::contains) && !known) {
                    found.add("constraint " + constraint.name() + " on " + before.name()
                            + " was added and would go with " + String.join(", ", going));
                }
            }
        }
    }

    private boolean bears(String name, String before) {
        return name.equals(before) || name.equals(dialect.sealedName(before));
    }

    private void lostWithRollback(Plan plan, Catalog actual, List<String> found) {
        for (Table expected : plan.catalogs().expanded().list()) {
            boolean isNew = plan.catalogs().before().table(expected.name()).isEmpty();
            Optional<Table> now = actual.table(expected.name());
            if (!isNew && now.isEmpty()) {
                found.add("table " + expected.name() + " is gone");
            }
            if (isNew) {
                referencing(plan, actual, expected.name(), found);
            }
        }
    }

    /** The partitions of a table have the foreign keys of the whole, by the same name. */
    private static boolean isOfPartition(Plan plan, Constraint.ForeignKey key) {
        return plan.catalogs().expanded().list().stream()
                .filter(t -> t.attachments().partitions() != null)
                .flatMap(t -> t.constraint(key.name()).stream())
                .anyMatch(c ->
                        c instanceof Constraint.ForeignKey own && own.target().equals(key.target()));
    }

    /** Somebody else's foreign key to a new table would keep it alive. */
    private static void referencing(Plan plan, Catalog actual, TableName target, List<String> found) {
        for (Table table : actual.list()) {
            if (plan.catalogs().expanded().table(table.name()).isPresent()) {
                continue;
            }
            for (Constraint constraint : table.constraints()) {
                if (constraint instanceof Constraint.ForeignKey key
                        && key.target().equals(target)
                        && !isOfPartition(plan, key)) {
                    found.add(
                            "foreign key " + key.name() + " of " + table.name() + " was added and refers to " + target);
                }
            }
        }
    }
}
