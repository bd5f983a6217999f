package dev.segue.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the journal says of a migration.
 *
 * @param lifecycle the state of the migration, such as {@code BOTH_LIVE}; empty while the journal does not know it
 * @param percent how many of a hundred keys use the new shape
 * @param stage where the application writes twice; null where the database does
 * @param epoch counts the changes of percentage and stage
 * @param fence the table whose lock holds a transaction in its stage, quoted; null where there are no stages
 */
record MigrationState(
        String lifecycle,
        int percent,
        @Nullable Stage stage,
        long epoch,
        @Nullable String fence) {

    /** Before the journal knows the migration: the old shape is all there is. */
    static final MigrationState NOT_BEGUN = new MigrationState("", 0, null, 0, null);

    Optional<Stage> findStage() {
        return Optional.ofNullable(stage);
    }

    @Override
    public String toString() {
        return (stage == null ? percent + " % on new" : "stage " + stage) + ", epoch " + epoch;
    }
}
