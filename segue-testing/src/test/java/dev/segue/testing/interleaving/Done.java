package dev.segue.testing.interleaving;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement that ended without an error, in the order in which statements ended.
 *
 * @param order its place among all statements that ended
 * @param session whose
 * @param row the first row of its answer, empty if there was none
 */
record Done(int order, int session, Action action, List<@Nullable String> row) {

    boolean foundNothing() {
        return row.isEmpty();
    }
}
