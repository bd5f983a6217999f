package dev.segue.plan;

import dev.segue.catalog.Catalog;
import dev.segue.catalog.CatalogChange;
import dev.segue.catalog.CatalogChange.AddConstraint;
import dev.segue.catalog.CatalogChange.CreateIndex;
import dev.segue.catalog.CatalogChange.CreateTable;
import dev.segue.catalog.CatalogChange.DropConstraint;
import dev.segue.catalog.CatalogDifference;
import dev.segue.catalog.Constraint;
import dev.segue.catalog.ObjectChange;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.catalog.VersionSchema;
import dev.segue.dialect.Ddl;
import dev.segue.dialect.Dialect;
import dev.segue.dialect.MappingSql;
import dev.segue.dialect.Statement;
import dev.segue.mapping.Mapping;
import dev.segue.migration.DuplicateWrites;
import dev.segue.migration.Migration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Puts the differences of the catalogs and what the mappings derive into numbered steps. */
final class PlanSteps {

    private final Dialect dialect;
    private final String migration;
    private final DuplicateWrites duplicateWrites;
    private final int attempt;
    private final Shapes shapes;
    private final List<Mapping> mappings;
    private final List<MappingSql> derived;
    private final List<VersionSchema> versions;
    private final List<VersionSchema> left;
    private final List<Script> scripts;
    private final List<ObjectChange> objects;
    private final List<Step> steps = new ArrayList<>();
    private final List<TableName> locked;

    PlanSteps(
            Dialect dialect,
            Migration migration,
            int attempt,
            Shapes shapes,
            List<Mapping> mappings,
            List<MappingSql> derived,
            List<VersionSchema> versions,
            List<VersionSchema> left,
            List<Script> scripts,
            List<ObjectChange> objects) {
        this.dialect = dialect;
        this.migration = migration.name();
        this.duplicateWrites = migration.duplicateWrites();
        this.attempt = attempt;
        this.shapes = shapes;
        this.mappings = mappings;
        this.derived = derived;
        this.versions = versions;
        this.left = left;
        this.scripts = scripts;
        this.objects = objects;
        this.locked = lockedIn(shapes.before());
    }

    /** {@return the tables of the old shape that change, in the order in which they are locked, by their names there} */
    private List<TableName> lockedIn(Catalog there) {
        Set<String> changing = new LinkedHashSet<>();
        mappings.forEach(m ->
                m.tables().forEach(t -> shapes.expanded().table(t).ifPresent(found -> changing.add(found.identity()))));
        for (Table table : shapes.before().list()) {
            if (!shapes.after().tableOf(table.identity()).equals(Optional.of(table))) {
                changing.add(table.identity());
            }
        }
        List<TableName> names = new ArrayList<>();
        for (String identity : changing) {
            (shapes.before().tableOf(identity).isPresent() ? there : shapes.expanded())
                    .tableOf(identity)
                    .ifPresent(t -> names.add(t.name()));
        }
        return List.copyOf(names);
    }

    List<Step> all() {
        expand();
        backfill();
        verify();
        seal();
        contract();
        unseal();
        rollback();
        return List.copyOf(steps);
    }

    private void expand() {
        for (ObjectChange change : NewObjects.ofExpand(dialect, objects)) {
            transaction(Phase.EXPAND, NewObjects.title(change), List.of(), NewObjects.atExpand(dialect, change));
        }
        List<CatalogChange> changes = CatalogDifference.between(shapes.before(), shapes.expanded());
        changes.forEach(c -> change(Phase.EXPAND, c));
        scripts(Phase.EXPAND, false);
        for (int n = 0; n < derived.size(); n++) {
            MappingSql.SetUp setUp = derived.get(n).setUp();
            switch (duplicateWrites) {
                case DATABASE -> {
                    transaction(Phase.EXPAND, "functions and notes of duplicate writes", List.of(), setUp.make());
                    transaction(
                            Phase.EXPAND,
                            "duplicate writes on: " + mappings.get(n).describe(),
                            mappings.get(n).tables(),
                            setUp.attach());
                }
                case APPLICATION ->
                    transaction(Phase.EXPAND, "notes of rows that cannot be mapped", List.of(), setUp.make());
            }
        }
        for (VersionSchema version : versions) {
            transaction(
                    Phase.EXPAND,
                    "version schema " + version.name(),
                    List.of(),
                    dialect.makeVersion(version, migration));
        }
    }

    private void scripts(Phase phase, boolean onComplete) {
        for (Script script : scripts) {
            if (script.onComplete() == onComplete) {
                transaction(phase, "script", List.of(), dialect.script(migration, attempt, script.up()));
            }
        }
    }

    private void backfill() {
        for (int n = 0; n < derived.size(); n++) {
            TableName source = mappings.get(n).tables().getFirst();
            transaction(Phase.BACKFILL, "analyze " + source, List.of(), List.of(dialect.analyze(source)));
            steps.add(new Step.Fill(
                    next(), Phase.BACKFILL, "fill: " + mappings.get(n).describe(), n));
            for (TableName table : mappings.get(n).tables()) {
                if (!table.equals(source)) {
                    transaction(Phase.BACKFILL, "analyze " + table, List.of(), List.of(dialect.analyze(table)));
                }
            }
        }
        CatalogDifference.between(shapes.expanded(), shapes.filled()).stream()
                .filter(CreateIndex.class::isInstance)
                .forEach(c -> change(Phase.BACKFILL, c));
    }

    private void verify() {
        CatalogDifference.between(shapes.expanded(), shapes.filled()).stream()
                .filter(c -> !(c instanceof CreateIndex))
                .forEach(c -> change(Phase.VERIFY, c));
        compare(Phase.VERIFY);
    }

    private void compare(Phase phase) {
        for (int n = 0; n < derived.size(); n++) {
            steps.add(new Step.Compare(
                    next(), phase, "compare both shapes: " + mappings.get(n).describe(), n));
        }
    }

    private void seal() {
        CatalogDifference.between(shapes.filled(), shapes.tightened()).forEach(c -> change(Phase.SEAL, c));
        checkDomains();
        List<Statement> swap = new ArrayList<>();
        objects.forEach(o -> swap.addAll(NewObjects.atSeal(dialect, o)));
        left.forEach(v -> swap.add(dialect.renameVersion(v.name(), dialect.sealedName(v.name()))));
        swap.addAll(statements(shapes.tightened(), shapes.sealed()));
        derived.forEach(d -> swap.addAll(d.swap().seal()));
        if (!swap.isEmpty()) {
            locked(Phase.SEAL, "put the old shape out of reach", swap);
        }
    }

    /** Values that are there are looked at before anything binds, and again when nobody writes as before any more. */
    private void checkDomains() {
        for (ObjectChange change : objects) {
            if (change instanceof ObjectChange.AddCheck add) {
                String title = NewObjects.title(add);
                transaction(Phase.SEAL, "look for values against the " + title, List.of(), List.of(dialect.holds(add)));
                transaction(Phase.SEAL, title, List.of(), dialect.addCheck(add));
                transaction(
                        Phase.SEAL, "wait for whoever writes already", List.of(), List.of(dialect.awaitWriters(add)));
                transaction(Phase.SEAL, "look again", List.of(), List.of(dialect.proven(add)));
            }
        }
    }

    private void unseal() {
        List<Statement> swap = new ArrayList<>(statements(shapes.sealed(), shapes.tightened()));
        derived.forEach(d -> swap.addAll(d.swap().unseal()));
        swap.addAll(statements(shapes.tightened(), relaxed()));
        objects.reversed().forEach(o -> swap.addAll(NewObjects.atUnseal(dialect, o)));
        left.forEach(v -> swap.add(dialect.renameVersion(dialect.sealedName(v.name()), v.name())));
        if (!swap.isEmpty()) {
            locked(Phase.UNSEAL, "bring the old shape back and loosen the new one", swap);
        }
    }

    /** What seal tightened is loosened again; indexes and validated keys may stay. */
    private Catalog relaxed() {
        return shapes.filled();
    }

    private void contract() {
        switch (duplicateWrites) {
            case DATABASE -> compare(Phase.CONTRACT);
            case APPLICATION -> {} // the old shape fell behind with stage COMPLETE, before which both were compared
        }
        List<Statement> drop = new ArrayList<>();
        derived.forEach(d -> drop.add(d.tearDown().beforeContract()));
        derived.forEach(d -> drop.addAll(d.tearDown().detachAtContract()));
        drop.addAll(statements(shapes.sealed(), shapes.after()));
        objects.forEach(o -> drop.addAll(NewObjects.atContract(dialect, o)));
        List<Statement> settle = new ArrayList<>();
        versions.forEach(v -> settle.addAll(dialect.settleVersion(v)));
        left.forEach(v -> settle.addAll(
                dialect.dropVersion(new VersionSchema(dialect.sealedName(v.name()), v.base(), v.views()))));
        if (!drop.isEmpty() || !left.isEmpty()) {
            List<TableName> tables = lockedIn(shapes.sealed());
            steps.add(new Step.Transaction(next(), Phase.CONTRACT, "drop the old shape", settle, tables, tables, drop));
        }
        scripts(Phase.CONTRACT, true);
    }

    private void rollback() {
        undoScripts();
        List<Statement> undo = new ArrayList<>();
        derived.forEach(d -> undo.add(d.tearDown().beforeRollback()));
        derived.forEach(d -> undo.addAll(d.tearDown().detachAtRollback()));
        List<CatalogChange> back = CatalogDifference.between(shapes.tightened(), shapes.before());
        // what was loosened is proved first, beside the traffic
        back.stream()
                .filter(c -> c instanceof CatalogChange.SetNullable set && !set.nullable())
                .forEach(c -> {
                    CatalogChange.SetNullable set = (CatalogChange.SetNullable) c;
                    transaction(
                            Phase.ROLLBACK,
                            "look for NULL in " + set.table() + "." + set.column(),
                            List.of(),
                            List.of(dialect.holdsNoNull(set.table(), set.column())));
                    change(Phase.ROLLBACK, c);
                });
        back.stream()
                .filter(PlanSteps::alters)
                .forEach(c -> dialect.transactions(c).forEach(undo::addAll));
        for (CatalogChange addition :
                CatalogDifference.between(shapes.before(), shapes.tightened()).reversed()) {
            if (addition instanceof CreateTable create) {
                undo.addAll(dialect.keep(
                        create.table(),
                        migration + "_" + attempt + "_" + create.table().name()));
            } else if (!isNew(addition.table()) && !alters(addition) && !(addition instanceof DropConstraint)) {
                undo.addAll(dialect.undo(addition));
            }
        }
        // they were made by the first steps, in this order
        List<ObjectChange> first = NewObjects.ofExpand(dialect, objects);
        for (int n = first.size(); n > 0; n--) {
            int step = n;
            NewObjects.made(first.get(n - 1))
                    .ifPresent(made -> undo.add(dialect.undoMaking(made, migration, attempt, step)));
        }
        objects.forEach(o -> undo.addAll(NewObjects.atRollback(dialect, o)));
        List<Statement> views = new ArrayList<>();
        versions.forEach(v -> views.addAll(dialect.dropVersion(v)));
        if (!undo.isEmpty() || !views.isEmpty()) {
            steps.add(new Step.Transaction(
                    next(), Phase.ROLLBACK, "take the new shape away", views, locked, locked, undo));
        }
        restore();
    }

    private void undoScripts() {
        List<Step> made = steps.stream()
                .filter(s -> s.phase() == Phase.EXPAND && s.title().equals("script"))
                .toList();
        for (Step step : made) {
            String down = scripts.getFirst().down();
            if (down != null) {
                transaction(
                        Phase.ROLLBACK,
                        "undo the script",
                        List.of(),
                        dialect.undoScript(migration, attempt, step.number(), down));
            }
        }
    }

    /** What expand relaxed binds again when a new constraint that may have its name is gone. */
    private void restore() {
        for (CatalogChange change : CatalogDifference.between(shapes.expanded(), shapes.before())) {
            if (change instanceof AddConstraint add && !isNew(add.table())) {
                dialect.restore(add)
                        .forEach(part -> transaction(
                                Phase.ROLLBACK,
                                "bring back " + add.constraint().name() + " of " + add.table(),
                                concerned(add),
                                part));
            }
        }
    }

    /** Whether a change gives an object that stays another property; its way back is the same change with the old one. */
    private static boolean alters(CatalogChange change) {
        return switch (change) {
            case CatalogChange.SetComment c -> true;
            case CatalogChange.SetDefault c -> true;
            case CatalogChange.SetReplicaIdentity c -> true;
            case CatalogChange.SetNullable c -> c.nullable();
            case CatalogChange.RenameColumn c -> false;
            case CatalogChange.RenameTable c -> false;
            case CatalogChange.RenameConstraint c -> false;
            case CatalogChange.RenameIndex c -> false;
            case CreateTable c -> false;
            case CatalogChange.DropTable c -> false;
            case CatalogChange.AddColumns c -> false;
            case CatalogChange.DropColumns c -> false;
            case AddConstraint c -> false;
            case CatalogChange.ValidateConstraint c -> false;
            case DropConstraint c -> false;
            case CreateIndex c -> false;
            case CatalogChange.DropIndex c -> false;
            case CatalogChange.AddKeeper c -> false;
            case CatalogChange.DropKeeper c -> false;
            case CatalogChange.AddHardDelete c -> false;
            case CatalogChange.DropHardDelete c -> false;
        };
    }

    private boolean isNew(TableName table) {
        return shapes.before().table(table).isEmpty();
    }

    private List<Statement> statements(Catalog from, Catalog to) {
        return CatalogDifference.between(from, to).stream()
                .flatMap(c -> dialect.transactions(c).stream().flatMap(List::stream))
                .toList();
    }

    private void change(Phase phase, CatalogChange change) {
        for (Ddl part : dialect.ddl(change)) {
            steps.add(
                    switch (part) {
                        case Ddl.Concurrent alone ->
                            new Step.Concurrent(
                                    next(),
                                    phase,
                                    title(change)
                                            + (alone.table().equals(change.table())
                                                    ? ""
                                                    : ", partition "
                                                            + alone.table().name()),
                                    List.of(alone.table()),
                                    alone.statement());
                        case Ddl.Transaction together ->
                            new Step.Transaction(
                                    next(), phase, title(change), List.of(), concerned(change), together.statements());
                    });
        }
    }

    /** The tables whose locks are waited for; a table that the same change makes has none. */
    private List<TableName> concerned(CatalogChange change) {
        Set<TableName> tables = new LinkedHashSet<>();
        if (!(change instanceof CreateTable)) {
            tables.add(change.table());
        }
        if (change instanceof AddConstraint add && add.constraint() instanceof Constraint.ForeignKey key) {
            tables.add(key.target());
        }
        if (change instanceof DropConstraint drop && drop.constraint() instanceof Constraint.ForeignKey key) {
            tables.add(key.target());
        }
        return List.copyOf(tables);
    }

    private void transaction(Phase phase, String title, List<TableName> tables, List<Statement> statements) {
        steps.add(new Step.Transaction(next(), phase, title, List.of(), tables, statements));
    }

    private void locked(Phase phase, String title, List<Statement> statements) {
        steps.add(new Step.Transaction(next(), phase, title, locked, locked, statements));
    }

    private int next() {
        return steps.size() + 1;
    }

    private static String title(CatalogChange change) {
        return switch (change) {
            case CreateTable c -> "create table " + c.table();
            case CatalogChange.DropTable c -> "drop table " + c.table();
            case CatalogChange.RenameTable c -> "rename table " + c.table() + " to " + c.to().name();
            case CatalogChange.AddColumns c ->
                "add to " + c.table() + ": "
                        + String.join(
                                ", ", c.columns().stream().map(k -> k.name()).toList());
            case CatalogChange.DropColumns c -> "drop from " + c.table() + ": " + String.join(", ", c.columns());
            case CatalogChange.RenameColumn c -> "rename " + c.table() + "." + c.column() + " to " + c.to();
            case CatalogChange.SetNullable c ->
                c.table() + "." + c.column() + (c.nullable() ? " may be NULL" : " NOT NULL, by proof");
            case CatalogChange.SetDefault c -> "default of " + c.table() + "." + c.column();
            case CatalogChange.SetComment c -> "comment on " + c.table();
            case AddConstraint c -> "constraint " + c.constraint().name() + " on " + c.table();
            case CatalogChange.ValidateConstraint c ->
                "validate " + c.constraint().name() + " on " + c.table();
            case DropConstraint c -> "drop constraint " + c.constraint().name() + " of " + c.table();
            case CatalogChange.RenameConstraint c ->
                "rename constraint " + c.constraint().name() + " of " + c.table() + " to " + c.to();
            case CatalogChange.RenameIndex c -> "rename index " + c.index().name() + " to " + c.to();
            case CatalogChange.SetReplicaIdentity c -> "replica identity of " + c.table();
            case CreateIndex c -> "index " + c.index().name() + " on " + c.table();
            case CatalogChange.DropIndex c -> "drop index " + c.index().name();
            case CatalogChange.AddKeeper c ->
                "trigger that keeps " + c.table() + "." + c.keeper().column();
            case CatalogChange.DropKeeper c ->
                "drop the trigger that keeps " + c.table() + "." + c.keeper().column();
            case CatalogChange.AddHardDelete c ->
                "delete rows of " + c.table() + " that are marked in "
                        + c.hardDelete().column();
            case CatalogChange.DropHardDelete c -> "delete no marked rows of " + c.table() + " any more";
        };
    }
}
