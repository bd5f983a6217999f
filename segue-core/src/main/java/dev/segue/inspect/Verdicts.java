package dev.segue.inspect;

import dev.segue.catalog.Column;
import dev.segue.catalog.Keys;
import dev.segue.catalog.Table;
import dev.segue.catalog.VersionSchema;
import dev.segue.dialect.Finding;
import dev.segue.dialect.Relation;
import dev.segue.inspect.Verdict.Answer;
import dev.segue.inspect.Verdict.Reason;
import dev.segue.operation.Refusal;
import dev.segue.operation.Refusals;
import dev.segue.plan.Claim;
import dev.segue.plan.UnderWay;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Judges one table: by what operations refuse, what a preflight says, and what other migrations need. */
final class Verdicts {

    private final Table table;
    private final List<Column> key;
    private final Relation.Found found;
    private final List<UnderWay> others;
    private final boolean versioned;

    /**
     * @param others the migrations that are under way
     * @param versioned whether an earlier migration left a version schema, to which every change gives a successor
     */
    Verdicts(Table table, Relation.Found found, List<UnderWay> others, boolean versioned) {
        this.table = table;
        this.key = Keys.of(table).orElse(List.of());
        this.found = found;
        this.others = others;
        this.versioned = versioned;
    }

    List<Verdict> all() {
        return List.of(columns(), extractTable(), catalog(), versionSchema());
    }

    private Verdict columns() {
        List<Reason> reasons = new ArrayList<>();
        key(reasons);
        add(reasons, found.inPlace());
        add(reasons, found.version());
        claims(reasons, true, Set.of());
        eachColumn(reasons, c -> Refusals.replaced(table, key, c), true, Set.of());
        return verdict(Change.COLUMNS, reasons);
    }

    private Verdict extractTable() {
        Set<String> drops = Set.of(table.name().schema());
        List<Reason> reasons = new ArrayList<>();
        key(reasons);
        add(reasons, found.moving());
        if (versioned) {
            add(reasons, found.version());
        }
        claims(reasons, versioned, drops);
        eachColumn(reasons, c -> Refusals.moved(table, key, c), versioned, drops);
        boolean none = table.columns().stream()
                .allMatch(c ->
                        reasons.stream().anyMatch(r -> r.refuses() && c.name().equals(r.column())));
        Verdict verdict = verdict(Change.EXTRACT_TABLE, reasons);
        return none ? new Verdict(verdict.change(), Answer.NO, reasons) : verdict;
    }

    private Verdict catalog() {
        List<Reason> reasons = new ArrayList<>();
        add(reasons, found.structure().always());
        found.structure().coming().forEach(f -> reasons.add(new Reason(f, null, "add_column")));
        Refusals.index(table)
                .ifPresent(
                        r -> reasons.add(new Reason(refused(r), null, "create_index (unique, or with a predicate)")));
        Refusals.indexedConstraint(table)
                .ifPresent(
                        r -> reasons.add(new Reason(refused(r), null, "create_constraint (unique, or primary_key)")));
        return verdict(Change.CATALOG, reasons);
    }

    private Verdict versionSchema() {
        List<Reason> reasons = new ArrayList<>();
        add(reasons, found.structure().always());
        add(reasons, found.version());
        others.forEach(o -> refuse(reasons, o, o.claim().shared(new Claim(Map.of(), versions(true), Set.of())), null));
        for (Column column : table.columns()) {
            found.structure()
                    .touched()
                    .getOrDefault(column.name(), List.of())
                    .forEach(f -> reasons.add(new Reason(f, column.name(), "rename_column")));
        }
        return verdict(Change.VERSION_SCHEMA, reasons);
    }

    private void key(List<Reason> reasons) {
        Refusals.key(table).ifPresent(r -> reasons.add(new Reason(refused(r), null, null)));
    }

    private void eachColumn(
            List<Reason> reasons, Function<Column, Optional<Refusal>> refusal, boolean withVersion, Set<String> drops) {
        for (Column column : table.columns()) {
            String name = column.name();
            refusal.apply(column).ifPresent(r -> reasons.add(new Reason(refused(r), name, null)));
            found.leaving().getOrDefault(name, List.of()).forEach(f -> reasons.add(new Reason(f, name, null)));
            for (UnderWay other : others) {
                List<String> shared =
                        new ArrayList<>(claim(Set.of(name), withVersion, drops).shared(other.claim()));
                shared.removeAll(claim(Set.of(), withVersion, drops).shared(other.claim()));
                refuse(reasons, other, shared, name);
            }
        }
    }

    private void claims(List<Reason> reasons, boolean withVersion, Set<String> drops) {
        Claim mine = claim(Set.of(), withVersion, drops);
        others.forEach(other -> refuse(reasons, other, mine.shared(other.claim()), null));
    }

    private static void refuse(List<Reason> reasons, UnderWay other, List<String> shared, @Nullable String column) {
        if (!shared.isEmpty()) {
            reasons.add(new Reason(Finding.refuse(other.changes(shared), other.next()), column, null));
        }
    }

    private Claim claim(Set<String> columns, boolean withVersion, Set<String> drops) {
        return new Claim(
                Map.of(table.name(), new Claim.Share(Claim.isWhole(table), columns)), versions(withVersion), drops);
    }

    private List<VersionSchema> versions(boolean made) {
        String base = table.name().schema();
        return made ? List.of(new VersionSchema(base + "_NAME", base, List.of())) : List.of();
    }

    private static Finding refused(Refusal refusal) {
        return Finding.refuse(refusal.message(), refusal.hint());
    }

    private static void add(List<Reason> reasons, List<Finding> findings) {
        findings.forEach(f -> reasons.add(new Reason(f, null, null)));
    }

    private Verdict verdict(Change change, List<Reason> reasons) {
        List<Reason> distinct = reasons.stream().distinct().toList();
        Predicate<Reason> limits = r -> !r.refuses()
                || r.column() == null
                || key.stream().noneMatch(c -> c.name().equals(r.column()));
        Answer answer = distinct.stream().anyMatch(Reason::standsAgainstAll)
                ? Answer.NO
                : distinct.stream().anyMatch(limits) ? Answer.YES_BUT : Answer.YES;
        return new Verdict(change, answer, distinct);
    }
}
