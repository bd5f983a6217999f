package dev.segue.postgresql;

import dev.segue.catalog.Column;
import dev.segue.catalog.VersionSchema;
import dev.segue.dialect.MappingSql;
import dev.segue.dialect.Statement;
import dev.segue.mapping.SameRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Everything that PostgreSQL needs for a same-row mapping. */
final class SameRowDerivation {

    private SameRowDerivation() {}

    static MappingSql derive(SameRow mapping, String migration, int ordinal) {
        LookupNames names = LookupNames.of(migration, ordinal);
        SameRowText open = new SameRowText(mapping, names, false);
        SameRowText sealed = new SameRowText(mapping, names, true);
        SameRowTables tables = new SameRowTables(open);
        SameRowRanges ranges = new SameRowRanges(open, true);
        SameRowRanges sealedRanges = new SameRowRanges(sealed, true);
        SameRowFunctions functions = new SameRowFunctions(open);
        List<Statement> make = new ArrayList<>(tables.tables());
        make.addAll(new SameRowExpressions(open).functions());
        make.addAll(functions.naming());
        make.add(ranges.settle());
        List<Statement> seal = new ArrayList<>(new SameRowFunctions(sealed).naming());
        seal.add(sealedRanges.settle());
        List<Statement> unseal = new ArrayList<>(functions.naming());
        unseal.add(ranges.settle());
        return new MappingSql(
                names.base(),
                Map.of(mapping.row().table(), List.of(mark(names))),
                Map.of(mapping.row().table(), new VersionSchema.Mark(names.mark(), "integer", SameRowMark.WRITTEN_NEW)),
                new MappingSql.SetUp(make, attach(open, tables)),
                ranges.ranges(),
                new MappingSql.Swap(seal, unseal, sealedRanges.ranges()),
                new MappingSql.TearDown(
                        tables.guard(false), tables.guard(true), new SameRowTables(sealed).detach(), tables.detach()),
                ranges.watch());
    }

    private static List<Statement> attach(SameRowText text, SameRowTables tables) {
        List<Statement> attach = new ArrayList<>(SameRowCarrying.carried(text));
        attach.addAll(tables.triggers());
        return attach;
    }

    private static Column mark(LookupNames names) {
        return new Column(
                "mark-" + names.base(),
                names.mark(),
                "integer",
                true,
                Column.Origin.NONE,
                new Column.Notes(null, "set by Segue for each row that is filled; goes with contract or rollback"));
    }

    /** What is needed where nobody is told apart: the system stands still, or the application writes twice. */
    static MappingSql withoutTriggers(SameRow mapping, String migration, int ordinal) {
        LookupNames names = LookupNames.of(migration, ordinal);
        SameRowText open = new SameRowText(mapping, names, false);
        SameRowText sealed = new SameRowText(mapping, names, true);
        SameRowTables tables = new SameRowTables(open);
        SameRowRanges ranges = new SameRowRanges(open, false);
        SameRowRanges sealedRanges = new SameRowRanges(sealed, false);
        List<Statement> make = new ArrayList<>(tables.tables());
        make.addAll(new SameRowExpressions(open).functions());
        make.add(ranges.settle());
        List<Statement> detach = new SameRowTables(open).detachUnattached();
        return new MappingSql(
                names.base(),
                Map.of(),
                Map.of(),
                new MappingSql.SetUp(make, SameRowCarrying.carried(open)),
                ranges.ranges(),
                new MappingSql.Swap(List.of(sealedRanges.settle()), List.of(ranges.settle()), sealedRanges.ranges()),
                new MappingSql.TearDown(tables.guard(false), UnmappedNotes.nothingToGuard(), detach, detach),
                ranges.watch());
    }
}
