package dev.segue.testing.interleaving;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a session stands while a case is played: its transaction, what it holds, what it waits with. */
final class Turn {

    final int session;
    final Actor actor;

    /** The number of the transaction under way; 0 outside of one. */
    int transaction;

    String level = "READ COMMITTED";
    int savepoint = -1;
    boolean immediate;

    /** It has settled notes in its transaction, of whatever keys there were: what it holds is not known. */
    boolean settled;

    /** What waits for a lock, or null. */
    @Nullable
    Action waiting;

    final List<Done> done = new ArrayList<>();
    private final Set<String> held = new HashSet<>();

    Turn(int session, Actor actor) {
        this.session = session;
        this.actor = actor;
    }

    boolean can(Action action) {
        if (waiting != null) {
            return false;
        }
        return switch (action) {
            case Action.Begin begin -> transaction == 0;
            case Action.Commit commit -> transaction != 0;
            case Action.Rollback rollback -> transaction != 0;
            case Action.Savepoint savepointAction -> transaction != 0;
            case Action.RollbackTo back -> transaction != 0 && savepoint >= 0;
            case Action.Immediate now -> transaction != 0;
            default -> true;
        };
    }

    void holds(Set<String> rows) {
        held.addAll(rows);
        if (immediate) {
            for (String row : rows) {
                held.add((row.charAt(0) == 'O' ? "A" : "O") + row.substring(1));
            }
        }
    }

    /** {@return the rows that it has locked, or stands in line for} */
    Set<String> held() {
        Set<String> all = new HashSet<>(held);
        if (waiting != null) {
            all.addAll(waiting.rows());
        }
        return all;
    }

    /** From now on what is noted is settled at once, also what was noted before. */
    void settlesAtOnce() {
        immediate = true;
        holds(Set.copyOf(held));
    }

    void ended() {
        transaction = 0;
        savepoint = -1;
        immediate = false;
        settled = false;
        level = "READ COMMITTED";
        done.clear();
        held.clear();
    }
}
