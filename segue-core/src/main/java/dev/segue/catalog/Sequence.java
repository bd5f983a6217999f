package dev.segue.catalog;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A sequence that is there.
 *
 * @param name its name
 * @param numbers which numbers it gives
 * @param position where it stands
 * @param role to whom it belongs
 * @param owner the column with which it goes, or null
 */
public record Sequence(
        TableName name,
        Numbers numbers,
        Position position,
        String role,
        @Nullable Owner owner) {

    /**
     * Which numbers a sequence gives.
     *
     * @param start its first one, when it is told to begin anew
     * @param increment by how much each is above the one before
     * @param cache how many a session takes at a time
     * @param cycle whether it begins again after the last one
     */
    public record Numbers(long start, long increment, long minimum, long maximum, long cache, boolean cycle) {}

    /**
     * Where a sequence stands.
     *
     * @param last the last number that it gave, or the one that it gives first
     * @param smallest the smallest number that its type holds
     * @param greatest the greatest number that its type holds
     */
    public record Position(long last, long smallest, long greatest) {}

    /**
     * A column with which a sequence goes.
     *
     * @param identity whether the column is an identity column, whose sequence has no other owner
     */
    public record Owner(TableName table, String column, boolean identity) {
        public Owner {
            Objects.requireNonNull(table, "table");
            Objects.requireNonNull(column, "column");
        }
    }

    public Sequence {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(numbers, "numbers");
        Objects.requireNonNull(position, "position");
    }
}
