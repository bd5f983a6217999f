package dev.segue.postgresql;

import dev.segue.catalog.Column;
import dev.segue.dialect.MappingSql;
import dev.segue.dialect.Statement;
import dev.segue.mapping.Lookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Everything that PostgreSQL needs for a lookup. */
final class LookupDerivation {

    private LookupDerivation() {}

    static MappingSql derive(Lookup lookup, String migration, int ordinal) {
        LookupNames names = LookupNames.of(migration, ordinal);
        LookupText open = new LookupText(lookup, names, false);
        LookupText sealed = new LookupText(lookup, names, true);
        LookupFunctions functions = new LookupFunctions(open);
        LookupTables tables = new LookupTables(open);
        List<Statement> make = new ArrayList<>(tables.tables());
        make.addAll(new LookupExpressions(open).functions());
        make.addAll(functions.plain());
        make.addAll(functions.naming());
        if (open.shares()) {
            make.add(new LookupSharing(open).index());
        }
        LookupRanges ranges = new LookupRanges(open, true);
        Column mark = new Column(
                "mark-" + names.base(),
                names.mark(),
                "boolean",
                true,
                Column.Origin.NONE,
                new Column.Notes(null, "set by Segue while it fills; goes with contract or rollback"));
        return new MappingSql(
                names.base(),
                Map.of(lookup.child().table(), List.of(mark)),
                Map.of(),
                new MappingSql.SetUp(make, tables.triggers()),
                ranges.ranges(),
                new MappingSql.Swap(
                        new LookupFunctions(sealed).naming(),
                        functions.naming(),
                        new LookupRanges(sealed, true).ranges()),
                new MappingSql.TearDown(tables.guard(false), tables.guard(true), tables.detach(), tables.detach()),
                ranges.watch());
    }

    /** What is needed where the application writes twice: it marks no rows, for no trigger asks who wrote them. */
    static MappingSql withoutTriggers(Lookup lookup, String migration, int ordinal) {
        LookupNames names = LookupNames.of(migration, ordinal);
        LookupText open = new LookupText(lookup, names, false);
        LookupText sealed = new LookupText(lookup, names, true);
        UnmappedNotes notes = new UnmappedNotes(open);
        List<Statement> make = new ArrayList<>(notes.table());
        make.addAll(new LookupExpressions(open).functions());
        if (open.shares()) {
            make.add(new LookupSharing(open).shareAtCommit());
            make.add(new LookupSharing(open).index());
        }
        make.add(notes.settle());
        return new MappingSql(
                names.base(),
                Map.of(),
                Map.of(),
                new MappingSql.SetUp(make, List.of()),
                new LookupRanges(open, false).ranges(),
                new MappingSql.Swap(
                        List.of(new UnmappedNotes(sealed).settle()),
                        List.of(notes.settle()),
                        new LookupRanges(sealed, false).ranges()),
                new MappingSql.TearDown(notes.guard(), UnmappedNotes.nothingToGuard(), notes.detach(), notes.detach()),
                notes.watch());
    }
}
