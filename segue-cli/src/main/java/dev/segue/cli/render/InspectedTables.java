package dev.segue.cli.render;

import dev.segue.dialect.Relation;
import dev.segue.inspect.Change;
import dev.segue.inspect.Inspection.Inspected;
import dev.segue.inspect.Verdict;
import dev.segue.inspect.Verdict.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tables of a schema, one line each, and why what is refused is. */
record InspectedTables(List<Inspected> tables) {

    private static final int MOST_NAMES = 3;

    /** A refusal, however many tables and families of changes it is of. */
    private record Refused(String message, @Nullable String hint) {}

    void write(Page page) {
        Grid grid = new Grid().row("table", "rows", "size", "key", "columns", "extract", "catalog", "versions");
        for (Inspected one : tables) {
            grid.row(
                    page.style().bold(one.relation().name().toString()) + kind(one.relation()),
                    Wording.count(one.relation().size().rows()),
                    Wording.bytes(one.relation().size().bytes()),
                    one.key() == null ? "none" : String.join(", ", one.key().columns()),
                    mark(page.style(), one.on(Change.COLUMNS)),
                    mark(page.style(), one.on(Change.EXTRACT_TABLE)),
                    mark(page.style(), one.on(Change.CATALOG)),
                    mark(page.style(), one.on(Change.VERSION_SCHEMA)));
        }
        grid.write(page, "");
        page.line(page.style().dim("✔ yes   ! yes, but; name the table to see what   ✘ no"));
        refusals(page);
    }

    private static String kind(Relation relation) {
        String unlogged = relation.nature().unlogged() ? ", unlogged" : "";
        return switch (relation.nature().kind()) {
            case ORDINARY -> unlogged;
            case PARTITIONED -> ", " + Wording.count(relation.nature().partitions(), "partition") + unlogged;
            case INHERITED, INHERITING, FOREIGN, PARTITION, TEMPORARY, VIEW, MATERIALIZED_VIEW ->
                ", " + relation.nature().kind().words() + unlogged;
        };
    }

    static String mark(Style style, Verdict verdict) {
        return switch (verdict.answer()) {
            case YES -> style.good("✔");
            case YES_BUT -> style.warning("!");
            case NO -> style.bad("✘");
        };
    }

    private void refusals(Page page) {
        Map<Refused, Map<String, List<String>>> refused = new LinkedHashMap<>();
        for (Inspected one : tables) {
            for (Change change : Change.values()) {
                Verdict verdict = one.on(change);
                if (verdict.answer() == Verdict.Answer.NO) {
                    verdict.reasons().stream()
                            .filter(r -> r.refuses() && r.column() == null && r.operation() == null)
                            .map(Reason::finding)
                            .forEach(f -> refused.computeIfAbsent(
                                            new Refused(f.message(), f.hint()), r -> new LinkedHashMap<>())
                                    .computeIfAbsent(one.relation().name().toString(), t -> new ArrayList<>())
                                    .add(change.word()));
                }
            }
        }
        refused.forEach((what, of) -> {
            page.blank();
            String families =
                    of.values().stream().flatMap(List::stream).distinct().collect(Collectors.joining(", "));
            page.wrapped(page.style().bad("✘") + " ", 2, names(of) + ": " + families);
            page.wrapped("    ", 4, what.message());
            if (what.hint() != null) {
                page.wrapped("    " + page.style().dim("→") + " ", 6, what.hint());
            }
        });
    }

    private String names(Map<String, List<String>> of) {
        if (of.size() == tables.size() && tables.size() > 1) {
            return "all tables";
        }
        String first = of.keySet().stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return of.size() <= MOST_NAMES ? first : first + " and " + Wording.count(of.size() - MOST_NAMES) + " more";
    }
}
