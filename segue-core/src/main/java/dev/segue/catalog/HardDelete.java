package dev.segue.catalog;

import java.util.List;
import java.util.Objects;

/**
 * A trigger of Segue's that deletes a row as soon as it is marked as deleted, as long as code is at work that does not know
 * the mark and would still find the row.
 *
 * @param migration the migration that has it made
 * @param number tells those of one migration apart
 * @param table the table, by its name while the trigger is there
 * @param column the column with the mark
 * @param flag whether the mark is true; else it is anything but NULL
 * @param key the columns by which the row is found
 */
public record HardDelete(String migration, int number, TableName table, String column, boolean flag, List<String> key) {
    public HardDelete {
        Objects.requireNonNull(migration, "migration");
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(column, "column");
        key = List.copyOf(key);
    }
}
