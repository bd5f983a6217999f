package dev.segue.operation;

import dev.segue.catalog.Column;
import dev.segue.catalog.Table;
import dev.segue.declare.Default;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.Keyed;
import dev.segue.declare.Text;
import dev.segue.declare.Wording;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts other codes in the place of those of a column: <em>Apply Standard Codes</em> of the catalogue of database
 * refactorings (Ambler, Sadalage: Refactoring Databases, 2006).
 */
@Description("Puts other codes in the place of those of a column.")
public record ReplaceCodes(
        @Description("The table: table or schema.table, in double quotes where a name is odd.")
        @Text(pattern = ObjectName.PATTERN)
        String table,

        @Description("The column, exactly as the database keeps its name.")
        @Text(maximumLength = Identifiers.MOST_BYTES)
        String column,

        @Description("Its new name; the same if left out.") @Text(maximumLength = Identifiers.MOST_BYTES) @Nullable
        String name,

        @Description("Its new type, as SQL writes it; the same if left out.") @Nullable
        String type,

        @Description("The old codes, and the new code of each.")
        List<Code> codes,

        @Description(
                "What becomes of a value that is not in the list: it is kept, or has no counterpart, and on_unmappable says what happens.")
        @Default("fail")
        Others others)
        implements Operation {

    /** A code, and what takes its place. */
    @Description("A code, and what takes its place.")
    @Keyed(by = "from", single = "to")
    public record Code(
            @Description("The old code.") String from,
            @Description("The new code.") String to) {}

    /** What becomes of a value that is not in the list. */
    public enum Others {
        /** It is the same in both shapes. */
        KEEP,
        /** It has no counterpart in the other shape. */
        FAIL
    }

    public ReplaceCodes {
        codes = List.copyOf(codes);
        var faults = new Faults();
        Identifiers.checkObject(faults, "table", table);
        Identifiers.checkColumn(faults, "column", column);
        if (name != null) {
            Identifiers.checkColumn(faults, "name", name);
        }
        var seen = new HashSet<String>();
        for (var n = 0; n < codes.size(); n++) {
            faults.require(
                    seen.add(codes.get(n).from()),
                    Wording.item("codes", n),
                    "code " + Wording.quoted(codes.get(n).from()) + " is replaced twice",
                    "give each old code one new code");
        }
        faults.throwIfAny();
    }

    @Override
    public void resolve(Resolution resolution) {
        Columns columns = new Columns(resolution);
        Optional<Table> table = columns.table("table", this.table);
        Optional<Column> old = table.flatMap(t -> columns.replaceable("column", t, column));
        if (table.isEmpty() || old.isEmpty()) {
            return;
        }
        String newName = name == null ? column : name;
        if (!newName.equals(column) && !columns.isFree("name", table.get(), newName)) {
            return;
        }
        Optional<String> newType = type == null ? Optional.of(old.get().type()) : resolution.type("type", type);
        if (newType.isEmpty()) {
            return;
        }
        Codes all = new Codes(resolution, codes, others);
        warnOfShared(resolution, all.back());
        all.replace(
                "codes",
                table.get(),
                old.get(),
                new Column(
                        resolution.newIdentity(),
                        newName,
                        newType.get(),
                        old.get().nullable(),
                        Column.Origin.NONE,
                        Columns.notes(old.get(), newType.get())));
    }

    private void warnOfShared(Resolution resolution, Map<String, String> back) {
        back.forEach((to, from) -> {
            List<String> others = codes.stream()
                    .filter(c -> c.to().equals(to) && !c.from().equals(from))
                    .map(c -> Wording.quoted(c.from()))
                    .toList();
            if (!others.isEmpty()) {
                resolution.warn(
                        "old code reads %s where new code writes %s, never %s"
                                .formatted(Wording.quoted(from), Wording.quoted(to), String.join(", ", others)),
                        "list first what old code shall read; what old code wrote stays as it is");
            }
        });
    }
}
