package dev.segue.dialect;

import dev.segue.catalog.Column;
import dev.segue.catalog.TableName;
import dev.segue.catalog.VersionSchema;
import java.util.List;
import java.util.Map;

/**
 * Everything that a dialect derives from one mapping, as whole statements.
 *
 * @param name a name for the mapping's objects, unique in the database
 * @param bookkeeping columns that the mechanism adds to the application's tables until contract
 * @param marks those of them that tell who inserted a row, and are shown by a version schema
 * @param setUp duplicate writes: what is made, and what is attached to the application's tables
 * @param ranges backfill and comparison
 * @param swap seal and its way back
 * @param tearDown what is taken away at contract and at rollback
 * @param watch what the engine asks while both shapes live
 */
public record MappingSql(
        String name,
        Map<TableName, List<Column>> bookkeeping,
        Map<TableName, VersionSchema.Mark> marks,
        SetUp setUp,
        RangeSql ranges,
        Swap swap,
        TearDown tearDown,
        Watch watch) {

    /**
     * Duplicate writes.
     *
     * @param make objects of Segue's own; no lock on the application's tables
     * @param attach triggers on the application's tables; one transaction
     */
    public record SetUp(List<Statement> make, List<Statement> attach) {
        public SetUp {
            make = List.copyOf(make);
            attach = List.copyOf(attach);
        }
    }

    /**
     * What follows the old columns when seal renames them out of reach, and back; runs in the same transaction.
     *
     * @param ranges comparison once the old columns bear their sealed names
     */
    public record Swap(List<Statement> seal, List<Statement> unseal, RangeSql ranges) {
        public Swap {
            seal = List.copyOf(seal);
            unseal = List.copyOf(unseal);
        }
    }

    /**
     * The end of the mechanism. A guard settles what is noted and fails with SQLSTATE 55SG1 if anything remains; it runs
     * under the locks.
     *
     * @param beforeContract guards every noted write
     * @param beforeRollback guards what new code wrote
     * @param detachAtContract removes triggers, then Segue's own objects, while the old shape is sealed
     * @param detachAtRollback the same while it is not; may run when some of them were never made
     */
    public record TearDown(
            Statement beforeContract,
            Statement beforeRollback,
            List<Statement> detachAtContract,
            List<Statement> detachAtRollback) {
        public TearDown {
            detachAtContract = List.copyOf(detachAtContract);
            detachAtRollback = List.copyOf(detachAtRollback);
        }
    }

    /**
     * What is asked while both shapes live.
     *
     * @param settle settles up to {@code :limit} noted keys; one number: the keys settled
     * @param noted one row: notes pending, notes that cannot be mapped, age in seconds of the oldest that is pending
     * @param problems up to 20 notes that cannot be mapped: key, problem
     * @param discard forgets the notes that cannot be mapped, when a named person forces their gate
     * @param oldSideWritten one timestamp: the last write through the old shape, NULL if none was seen
     */
    public record Watch(String settle, String noted, String problems, String discard, String oldSideWritten) {}

    public MappingSql {
        bookkeeping = Map.copyOf(bookkeeping);
        marks = Map.copyOf(marks);
    }
}
