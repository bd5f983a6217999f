package dev.segue.cli.render;

import dev.segue.catalog.TableName;
import dev.segue.dialect.Relation;
import dev.segue.inspect.Change;
import dev.segue.inspect.Inspection;
import dev.segue.inspect.Inspection.Inspected;
import dev.segue.inspect.Verdict;
import dev.segue.inspect.Verdict.Reason;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What can be done with tables: an overview of those of a schema, and in full those that were named. */
public record InspectionReport(Inspection inspection) implements Report {

    @Override
    public void text(Page page) {
        List<Inspected> listed =
                inspection.tables().stream().filter(t -> !t.named()).toList();
        List<Inspected> named =
                inspection.tables().stream().filter(Inspected::named).toList();
        if (!listed.isEmpty()) {
            new InspectedTables(listed).write(page);
        } else if (named.isEmpty()) {
            page.line("There is no table here.");
        }
        for (Inspected one : named) {
            if (!page.lines().isEmpty()) {
                page.blank();
            }
            new InspectedTable(one).write(page);
        }
        leftOut(page);
        for (String one : inspection.unseen()) {
            page.wrapped(page.style().warning("not seen") + "  ", 10, one);
        }
        page.blank();
        page.line("Nothing was changed.");
        page.next(next(listed, named));
    }

    private void leftOut(Page page) {
        if (inspection.leftOut().isEmpty()) {
            return;
        }
        String kinds = inspection.leftOut().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> Wording.count(entry.getValue(), entry.getKey().words()))
                .collect(Collectors.joining(", "));
        page.blank();
        page.wrapped("", 0, page.style().dim("Not listed: " + kinds + "; name one to have it shown."));
    }

    private static String next(List<Inspected> listed, List<Inspected> named) {
        return listed.stream()
                .filter(t -> named.isEmpty())
                .filter(t -> t.verdicts().stream().anyMatch(v -> v.answer() != Verdict.Answer.YES))
                .findFirst()
                .map(t -> "segue inspect " + argument(t.relation().name()))
                .orElse("segue new NAME writes a migration, segue plan FILE shows what it would do");
    }

    /** {@return the name as a shell and then Segue read it} */
    private static String argument(TableName name) {
        boolean plain = (name.schema() + name.name()).matches("[A-Za-z0-9_]+");
        return plain
                ? name.toString()
                : "'" + (quoted(name.schema()) + "." + quoted(name.name())).replace("'", "'\\''") + "'";
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public Map<String, Object> json() {
        Json leftOut = new Json();
        inspection.leftOut().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> leftOut.with(word(entry.getKey()), entry.getValue()));
        return new Json()
                .with("tables", inspection.tables(), InspectionReport::json)
                .with("leftOut", leftOut)
                .with("unseen", inspection.unseen())
                .map();
    }

    private static Json json(Inspected one) {
        Relation relation = one.relation();
        Inspection.Key key = one.key();
        Json changes = new Json();
        for (Change change : Change.values()) {
            Verdict verdict = one.on(change);
            changes.with(
                    change.word(),
                    new Json()
                            .with("answer", verdict.answer().name().toLowerCase(Locale.ROOT))
                            .with("reasons", verdict.reasons(), InspectionReport::json));
        }
        return new Json()
                .with("table", relation.name())
                .with("schema", relation.name().schema())
                .with("name", relation.name().name())
                .with("kind", word(relation.nature().kind()))
                .with("unlogged", relation.nature().unlogged())
                .with("partitions", relation.nature().partitions())
                .with("related", relation.nature().related())
                .with("rows", relation.size().rows())
                .with("bytes", relation.size().bytes())
                .with(
                        "key",
                        key == null
                                ? null
                                : new Json().with("columns", key.columns()).with("primary", key.primary()))
                .with("changes", changes)
                .with(
                        "standing",
                        one.standing(),
                        s -> new Json().with("kind", s.kind()).with("text", s.text()));
    }

    private static Json json(Reason reason) {
        return new Json()
                .with("weight", reason.finding().weight().name().toLowerCase(Locale.ROOT))
                .with("message", reason.finding().message())
                .with("hint", reason.finding().hint())
                .with("column", reason.column())
                .with("operation", reason.operation());
    }

    private static String word(Relation.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
