package dev.segue.plan;

import dev.segue.catalog.Catalog;
import dev.segue.catalog.CatalogChange;
import dev.segue.catalog.CatalogDifference;
import dev.segue.catalog.ObjectChange;
import dev.segue.catalog.Table;
import dev.segue.dialect.Dialect;
import dev.segue.dialect.Statement;
import dev.segue.mapping.Mapping;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes exports. They go through the same catalogs as the migration itself, so that both end in the same one; there are no
 * duplicate writes, no marks, no notes and no journal.
 */
final class Exports {

    private final Dialect dialect;
    private final Resolver.Resolved resolved;
    private final Shapes shapes;

    /** @param shapes without what a mechanism adds to them */
    private Exports(Dialect dialect, Resolver.Resolved resolved, Shapes shapes) {
        this.dialect = dialect;
        this.resolved = resolved;
        this.shapes = shapes;
    }

    static Export of(Dialect dialect, String migration, Resolver.Resolved resolved, Shapes shapes) {
        Exports exports = new Exports(dialect, resolved, shapes);
        return new Export(dialect.scriptFrame(migration), exports.statements(), exports.rights(), exports.undo());
    }

    private List<Statement> statements() {
        List<Statement> all = new ArrayList<>();
        resolved.objects().forEach(o -> all.addAll(NewObjects.atExpand(dialect, o)));
        List<CatalogChange> changes = CatalogDifference.between(shapes.before(), shapes.filled());
        changes.stream().filter(c -> !isBuiltLate(c)).forEach(c -> add(all, c));
        scripts(all, false);
        for (Mapping mapping : resolved.mappings()) {
            all.addAll(dialect.fill(mapping));
        }
        changes.stream().filter(Exports::isBuiltLate).forEach(c -> add(all, c));
        add(all, shapes.filled(), shapes.tightened());
        resolved.objects().forEach(o -> all.addAll(altered(o)));
        add(all, shapes.tightened(), shapes.sealed());
        add(all, shapes.sealed(), shapes.after());
        resolved.objects().forEach(o -> all.addAll(NewObjects.atContract(dialect, o)));
        scripts(all, true);
        return all;
    }

    /** A check of a domain that columns have stays as it is while others write: nothing has looked at it under a lock. */
    private List<Statement> altered(ObjectChange change) {
        return change instanceof ObjectChange.AddCheck add && !add.tables().isEmpty()
                ? dialect.addCheck(add)
                : NewObjects.stopped(dialect, change);
    }

    private void scripts(List<Statement> all, boolean onComplete) {
        resolved.scripts().stream()
                .filter(s -> s.onComplete() == onComplete)
                .forEach(s -> all.addAll(dialect.script(s.up())));
    }

    private List<Statement> rights() {
        List<Statement> all = new ArrayList<>();
        for (Table table : shapes.after().list()) {
            if (shapes.before().tableOf(table.identity()).isEmpty()) {
                all.addAll(dialect.rights(table));
            }
        }
        return all;
    }

    /** What only adds can be taken away again; a script by the one that its author wrote for it. */
    private @Nullable List<Statement> undo() {
        boolean loses = !resolved.scripts().stream().allMatch(s -> s.down() != null)
                || !resolved.objects().stream().allMatch(ObjectChange.Make.class::isInstance)
                || !resolved.particulars().marked().isEmpty() // rows that are marked would live again
                || shapes.before().list().stream().anyMatch(this::loses);
        if (loses) {
            return null;
        }
        List<Statement> all = new ArrayList<>();
        for (Script script : reversed(resolved.scripts())) {
            all.addAll(dialect.script(String.valueOf(script.down())));
        }
        add(all, shapes.after(), shapes.before());
        for (ObjectChange change : reversed(resolved.objects())) {
            NewObjects.made(change).ifPresent(made -> all.add(dialect.drop(made)));
        }
        return all;
    }

    private boolean loses(Table before) {
        Optional<Table> after = shapes.after().tableOf(before.identity());
        return after.isEmpty()
                || before.columns().stream()
                        .anyMatch(c -> after.get().columnOf(c.identity()).isEmpty());
    }

    private static <T> List<T> reversed(List<T> items) {
        List<T> reversed = new ArrayList<>(items);
        Collections.reverse(reversed);
        return reversed;
    }

    private static boolean isBuiltLate(CatalogChange change) {
        return change instanceof CatalogChange.CreateIndex || change instanceof CatalogChange.AddConstraint;
    }

    private void add(List<Statement> all, Catalog from, Catalog to) {
        CatalogDifference.between(from, to).forEach(c -> add(all, c));
    }

    private void add(List<Statement> all, CatalogChange change) {
        CatalogChange made = change instanceof CatalogChange.CreateTable create
                ? new CatalogChange.CreateTable(create.created()
                        .withAttachments(create.created().attachments().withoutRights()))
                : change;
        dialect.transactions(made).forEach(all::addAll);
    }
}
