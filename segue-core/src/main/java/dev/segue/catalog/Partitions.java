package dev.segue.catalog;

import java.util.List;

/**
 * That a table is partitioned. What the server refuses to do for the whole (a foreign key that binds new rows only, an
 * index beside the traffic) is done for each of these.
 *
 * @param leaves the partitions that hold rows, those of partitions too; others may be made or dropped at any time
 */
public record Partitions(List<TableName> leaves) {
    public Partitions {
        leaves = List.copyOf(leaves);
    }
}
