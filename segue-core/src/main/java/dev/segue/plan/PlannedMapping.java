package dev.segue.plan;

import dev.segue.catalog.TableName;
import dev.segue.dialect.MappingSql.Watch;
import dev.segue.dialect.RangeSql;
import java.util.List;

/**
 * A mapping as the engine sees it: what it fills, compares and watches.
 *
 * @param name the name of the mapping's objects in the database
 * @param description one line for people
 * @param source the table that is walked by ranges
 * @param tables all tables of the mapping, in the order in which they are locked
 * @param ranges backfill and comparison
 * @param sealed the comparison while the old shape is sealed
 * @param watch what is asked while both shapes live
 */
public record PlannedMapping(
        String name,
        String description,
        TableName source,
        List<TableName> tables,
        RangeSql ranges,
        RangeSql sealed,
        Watch watch) {
    public PlannedMapping {
        tables = List.copyOf(tables);
    }
}
