package dev.segue.client.duplicate;

import dev.segue.client.Stage;
import java.util.Objects;

/**
 * The stage that holds until the transaction ends in which it was given, or is rolled back to a savepoint set before.
 *
 * @param migration the migration's name
 * @param stage which shape is read, which are written
 * @param epoch grows with every move
 */
public record Pinned(String migration, Stage stage, long epoch) {

    public Pinned {
        Objects.requireNonNull(migration, "migration");
        Objects.requireNonNull(stage, "stage");
    }
}
