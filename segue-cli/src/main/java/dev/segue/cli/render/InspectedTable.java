package dev.segue.cli.render;

import dev.segue.catalog.TableName;
import dev.segue.dialect.Finding;
import dev.segue.dialect.Relation;
import dev.segue.inspect.Change;
import dev.segue.inspect.Inspection.Inspected;
import dev.segue.inspect.Verdict;
import dev.segue.inspect.Verdict.Reason;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One table in full. */
record InspectedTable(Inspected table) {

    private static final int CHANGE = 19;

    /** A reason, for however many columns and families of changes it holds. */
    private record Said(
            Finding.Weight weight,
            String text,
            @Nullable String hint,
            boolean ofColumns,
            @Nullable String operation) {}

    void write(Page page) {
        header(page);
        page.blank();
        for (Change change : Change.values()) {
            Verdict verdict = table.on(change);
            page.wrapped(
                    "  " + InspectedTables.mark(page.style(), verdict) + " " + Page.pad(change.word(), CHANGE - 4),
                    CHANGE,
                    answer(verdict) + page.style().dim("   " + means(change)));
        }
        reasons(page);
        standing(page);
    }

    private void header(Page page) {
        Relation relation = table.relation();
        String name = relation.name().toString();
        StringBuilder text = new StringBuilder(relation.nature().unlogged() ? "unlogged " : "")
                .append(relation.nature().kind().words());
        if (relation.nature().partitions() > 0 && relation.nature().kind() == Relation.Kind.PARTITIONED) {
            text.append(" of ").append(Wording.count(relation.nature().partitions(), "partition"));
        }
        if (!relation.nature().related().isEmpty()) {
            text.append(
                            switch (relation.nature().kind()) {
                                case PARTITION -> " of ";
                                case INHERITED -> ", by ";
                                default -> ", from ";
                            })
                    .append(String.join(", ", relation.nature().related()));
        }
        if (relation.nature().kind().isTable()) {
            text.append(", about ")
                    .append(Wording.count(relation.size().rows(), "row"))
                    .append(", ")
                    .append(Wording.bytes(relation.size().bytes()));
        }
        page.wrapped(page.style().bold(name), Math.min(name.length() + 3, 26), text.toString());
        if (table.key() != null) {
            page.wrapped(
                    "  ",
                    2,
                    "walked by its %s key (%s), whose columns stay as they are"
                            .formatted(
                                    table.key().primary() ? "primary" : "unique",
                                    String.join(", ", table.key().columns())));
        }
    }

    private static String answer(Verdict verdict) {
        return switch (verdict.answer()) {
            case YES -> "yes     ";
            case YES_BUT -> "yes, but";
            case NO -> "no      ";
        };
    }

    private static String means(Change change) {
        return switch (change) {
            case COLUMNS -> "columns added, altered, split, merged, dropped";
            case EXTRACT_TABLE -> "columns moved to a table of their own";
            case CATALOG -> "indexes, constraints, columns without values";
            case VERSION_SCHEMA -> "new names beside the old ones";
        };
    }

    private void reasons(Page page) {
        Map<Said, Set<String>> columns = new LinkedHashMap<>();
        Map<Said, Set<String>> changes = new LinkedHashMap<>();
        for (Verdict verdict : table.verdicts()) {
            for (Reason reason : verdict.reasons()) {
                if (isOfKey(reason)) {
                    continue;
                }
                Said said = said(reason);
                columns.computeIfAbsent(said, s -> new LinkedHashSet<>());
                if (reason.column() != null) {
                    columns.get(said).add(reason.column());
                }
                changes.computeIfAbsent(said, s -> new LinkedHashSet<>())
                        .add(verdict.change().word());
            }
        }
        if (!columns.isEmpty()) {
            page.blank();
        }
        columns.forEach((said, of) -> {
            String mark = said.weight() == Finding.Weight.REFUSE
                    ? page.style().bad("✘")
                    : page.style().warning("!");
            String subject = said.ofColumns() ? String.join(", ", of) + " " : "";
            String scope = said.operation() == null ? String.join(", ", changes.get(said)) : said.operation();
            page.wrapped(
                    "  " + mark + " ", 4, subject + said.text() + page.style().dim("  (" + scope + ")"));
            if (said.hint() != null) {
                page.wrapped("    " + page.style().dim("→") + " ", 6, said.hint());
            }
        });
    }

    /** The line on the key says it. */
    private boolean isOfKey(Reason reason) {
        return table.key() != null
                && reason.column() != null
                && table.key().columns().contains(reason.column())
                && reason.finding().message().startsWith("column \"" + reason.column() + "\" ");
    }

    /** What is said of a column begins with it; then columns of which the same is said can share a line. */
    private Said said(Reason reason) {
        Finding finding = reason.finding();
        TableName name = table.relation().name();
        if (reason.column() != null) {
            String begin = "column \"" + reason.column() + "\" of " + name + " ";
            if (finding.message().startsWith(begin)) {
                return new Said(
                        finding.weight(),
                        finding.message().substring(begin.length()),
                        finding.hint(),
                        true,
                        reason.operation());
            }
        }
        return new Said(finding.weight(), finding.message(), finding.hint(), false, reason.operation());
    }

    private void standing(Page page) {
        if (table.standing().isEmpty()) {
            return;
        }
        page.blank();
        page.line("  stands on it, or belongs to it");
        Map<String, Set<String>> byKind = new LinkedHashMap<>();
        table.standing()
                .forEach(s -> byKind.computeIfAbsent(s.kind(), k -> new LinkedHashSet<>())
                        .add(s.text()));
        int widest = byKind.keySet().stream().mapToInt(String::length).max().orElse(0);
        byKind.forEach((kind, texts) -> {
            String label = kind;
            for (String text : texts) {
                page.wrapped("    " + Page.pad(label, widest), 4 + widest + 3, text);
                label = "";
            }
        });
    }
}
