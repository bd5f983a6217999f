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
        LookupRanges ranges = new LookupRanges(open);
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
                new MappingSql.SetUp(make, tables.triggers()),
                ranges.ranges(),
                new MappingSql.Swap(
                        new LookupFunctions(sealed).naming(), functions.naming(), new LookupRanges(sealed).ranges()),
                new MappingSql.TearDown(tables.guard(false), tables.guard(true), tables.detach()),
                ranges.watch());
    }
}
