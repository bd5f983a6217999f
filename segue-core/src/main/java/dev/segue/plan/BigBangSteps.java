package dev.segue.plan;

import dev.segue.catalog.Catalog;
import dev.segue.catalog.CatalogChange;
import dev.segue.catalog.CatalogDifference;
import dev.segue.catalog.ObjectChange;
import dev.segue.catalog.TableName;
import dev.segue.catalog.VersionSchema;
import dev.segue.dialect.Dialect;
import dev.segue.dialect.MappingSql;
import dev.segue.dialect.Statement;
import dev.segue.mapping.Mapping;
import dev.segue.migration.Migration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The steps of a migration while nobody else uses the data, all of one transaction: no duplicate writes, nothing
 * concurrently, keys and indexes when the rows are there. There is no way back but the transaction's own.
 */
final class BigBangSteps {

    private final Dialect dialect;
    private final String migration;
    private final int attempt;
    private final Shapes shapes;
    private final List<Mapping> mappings;
    private final List<MappingSql> derived;
    private final List<VersionSchema> left;
    private final List<Script> scripts;
    private final List<ObjectChange> objects;
    private final List<Step> steps = new ArrayList<>();
    private final List<TableName> locked;

    /** @param derived without triggers */
    BigBangSteps(
            Dialect dialect,
            Migration migration,
            int attempt,
            Shapes shapes,
            List<Mapping> mappings,
            List<MappingSql> derived,
            List<VersionSchema> left,
            List<Script> scripts,
            List<ObjectChange> objects) {
        this.dialect = dialect;
        this.migration = migration.name();
        this.attempt = attempt;
        this.left = left;
        this.scripts = scripts;
        this.objects = objects;
        this.shapes = shapes;
        this.mappings = mappings;
        this.derived = derived;
        Set<TableName> tables = new LinkedHashSet<>();
        mappings.forEach(m -> tables.addAll(m.tables()));
        shapes.before().list().stream()
                .filter(t -> !shapes.after().tableOf(t.identity()).equals(Optional.of(t)))
                .forEach(t -> tables.add(t.name()));
        tables.removeIf(t -> shapes.before().table(t).isEmpty());
        this.locked = List.copyOf(tables);
    }

    List<Step> all() {
        List<CatalogChange> changes = CatalogDifference.between(shapes.before(), shapes.filled());
        List<Statement> expand = new ArrayList<>();
        objects.forEach(o -> expand.addAll(NewObjects.atExpand(dialect, o)));
        changes.stream().filter(c -> !isBuiltLate(c)).forEach(c -> add(expand, c));
        derived.forEach(d -> expand.addAll(d.setUp().make()));
        derived.forEach(d -> expand.addAll(d.setUp().attach()));
        scripts.stream()
                .filter(s -> !s.onComplete())
                .forEach(s -> expand.addAll(dialect.script(migration, attempt, s.up())));
        transaction(Phase.EXPAND, "lock the tables, make the new shape", expand);
        for (int n = 0; n < derived.size(); n++) {
            steps.add(new Step.Fill(
                    next(), Phase.BACKFILL, "fill: " + mappings.get(n).describe(), n));
        }
        List<Statement> late = new ArrayList<>();
        changes.stream().filter(BigBangSteps::isBuiltLate).forEach(c -> add(late, c));
        // the comparison is planned by what the tables hold now
        mappings.stream().flatMap(m -> m.tables().stream()).distinct().forEach(t -> late.add(dialect.analyze(t)));
        transaction(Phase.VERIFY, "indexes, keys and statistics", late);
        for (int n = 0; n < derived.size(); n++) {
            steps.add(new Step.Compare(
                    next(),
                    Phase.VERIFY,
                    "compare both shapes: " + mappings.get(n).describe(),
                    n));
        }
        transaction(Phase.SEAL, "constraints of the new shape", statements(shapes.filled(), shapes.tightened()));
        List<Statement> drop = new ArrayList<>();
        left.forEach(v -> drop.addAll(dialect.dropVersion(v)));
        objects.forEach(o -> drop.addAll(NewObjects.stopped(dialect, o)));
        drop.addAll(statements(shapes.tightened(), shapes.sealed()));
        derived.forEach(d -> drop.addAll(d.swap().seal()));
        derived.forEach(d -> drop.add(d.tearDown().beforeContract()));
        derived.forEach(d -> drop.addAll(d.tearDown().detachAtContract()));
        drop.addAll(statements(shapes.sealed(), shapes.after()));
        objects.forEach(o -> drop.addAll(NewObjects.atContract(dialect, o)));
        scripts.stream()
                .filter(Script::onComplete)
                .forEach(s -> drop.addAll(dialect.script(migration, attempt, s.up())));
        transaction(Phase.CONTRACT, "drop the old shape", drop);
        return List.copyOf(steps);
    }

    private static boolean isBuiltLate(CatalogChange change) {
        return change instanceof CatalogChange.CreateIndex || change instanceof CatalogChange.AddConstraint;
    }

    private List<Statement> statements(Catalog from, Catalog to) {
        List<Statement> all = new ArrayList<>();
        CatalogDifference.between(from, to).forEach(c -> add(all, c));
        return all;
    }

    private void add(List<Statement> all, CatalogChange change) {
        dialect.transactions(change).forEach(all::addAll);
    }

    private void transaction(Phase phase, String title, List<Statement> statements) {
        if (!statements.isEmpty()) {
            List<TableName> first = steps.isEmpty() ? locked : List.of();
            steps.add(new Step.Transaction(next(), phase, title, first, locked, statements));
        }
    }

    private int next() {
        return steps.size() + 1;
    }
}
