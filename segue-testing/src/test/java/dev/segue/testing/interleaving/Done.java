package dev.segue.testing.interleaving;

import dev.segue.testing.interleaving.Action.Values;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A statement that ended without an error, in the order in which statements ended.
 *
 * @param order its place among all statements: when it ended, and once its transaction carried it over, when that was
 * @param session whose
 * @param row the first row of its answer, empty if there was none
 */
record Done(int order, int session, Action action, List<@Nullable String> row) {

    /** {@return the same with another place: writes count from when their transaction carries them over} */
    Done at(int place) {
        return new Done(place, session, action, row);
    }

    boolean foundNothing() {
        return row.isEmpty();
    }

    /** {@return what an update was to write} */
    Values values() {
        return switch (action) {
            case Action.OldUpdate old -> old.values();
            case Action.OldUpsert old -> old.values();
            case Action.NewUpdate fresh -> fresh.values();
            default -> throw new IllegalStateException("no update: " + action);
        };
    }

    /** {@return what an update found, column by column, after the key of the address} */
    List<@Nullable String> found() {
        return row.subList(1, 1 + Action.COLUMNS.size());
    }

    /** {@return whether it writes through its shape what another update found in the same column of the other shape} */
    boolean setsBack(Done earlier) {
        if (action instanceof Action.NewUpdate fresh
                && earlier.action() instanceof Action.OldUpsert upsert
                && fresh.order() == upsert.order()) {
            return !foundNothing() && effective().contains(upsert.column()); // it does not tell what it found: perhaps
        }
        boolean bothShapes = action instanceof Action.NewUpdate fresh
                        && earlier.action() instanceof Action.OldUpdate old
                        && fresh.order() == old.order()
                || action instanceof Action.OldUpdate own
                        && earlier.action() instanceof Action.NewUpdate other
                        && own.order() == other.order();
        return bothShapes
                && order > earlier.order()
                && !foundNothing()
                && !earlier.foundNothing()
                && effective().stream()
                        .anyMatch(column -> earlier.effective().contains(column)
                                && Objects.equals(
                                        values().all().get(column),
                                        earlier.found().get(column)));
    }

    /** {@return the columns that an update wrote: what a column shows already is not written} */
    Set<Integer> effective() {
        List<@Nullable String> found = found();
        return values().written().stream()
                .filter(column ->
                        !Objects.equals(found.get(column), values().all().get(column)))
                .collect(Collectors.toSet());
    }
}
