package dev.segue.testing.interleaving;

import dev.segue.testing.interleaving.Moment.Carrying;
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

    /** How its transaction begins, until the first statement takes that along: a round trip less. */
    private String beginning = "";

    /** What a strict transaction sees, once it has seen anything. */
    @Nullable
    Moment snapshot;

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

    void begins(int number, Action.Begin begin) {
        transaction = number;
        level = begin.level();
        beginning = begin.sql() + "; ";
    }

    /** {@return what is sent for a statement} */
    String sent(Action action) {
        String sent = beginning + action.sql();
        beginning = "";
        return sent;
    }

    /** {@return whether others may have to wait for it, or it for others} */
    boolean involved() {
        return transaction != 0 || waiting != null;
    }

    boolean strict() {
        return transaction != 0 && !level.equals("READ COMMITTED");
    }

    /** {@return how far what it notes is carried over for itself, where it asked for that at once} */
    Carrying early() {
        return immediately() == Carrying.NOT ? Carrying.NOT : Carrying.PARTLY;
    }

    /** {@return whether what it notes is carried over at once, where it asked for that} */
    Carrying immediately() {
        return level.equals("SERIALIZABLE") ? Carrying.NOT : Carrying.PERHAPS;
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
        hold(rows, held);
    }

    /** Who settles at once holds the other shape's rows too. */
    private void hold(Set<String> rows, Set<String> all) {
        all.addAll(rows);
        if (immediate) {
            for (String row : rows) {
                all.add((row.charAt(0) == 'O' ? "A" : "O") + row.substring(1));
            }
        }
    }

    /** {@return the rows that it has locked, or stands in line for} */
    Set<String> held() {
        Set<String> all = new HashSet<>(held);
        if (waiting != null) {
            hold(waiting.rows(), all);
        }
        return all;
    }

    /** {@return whether its transaction has written an order, in either shape; where orders share addresses, perhaps} */
    boolean wrote(int order) {
        return done.stream()
                .anyMatch(one -> one.action() instanceof Action.LinkShared
                        || one.action().rows().contains("O" + order)
                        || one.action().rows().contains("A" + order));
    }

    /** {@return whether it may see, beside the row that it inserted, the one that another has deleted since its snapshot} */
    boolean mayFindTwo(Action action) {
        return action.rows().stream().anyMatch(row -> wrote(Integer.parseInt(row.substring(1))));
    }

    /** {@return whether its transaction has written an address, whichever orders have that} */
    boolean wroteAnAddress() {
        return done.stream().anyMatch(one -> one.action() instanceof Action.NewUpdate && !one.foundNothing());
    }

    /** {@return whether its transaction has written that address, whatever the key of its order was then} */
    boolean wroteAddress(@Nullable String address) {
        return done.stream()
                .anyMatch(one -> one.action() instanceof Action.NewUpdate
                        && !one.foundNothing()
                        && String.valueOf(one.row().getFirst()).equals(address));
    }

    /** {@return whether its transaction has surely locked an order, or the address that the order has} */
    boolean locks(int order, Standing standing) {
        return done.stream()
                .anyMatch(one -> !one.foundNothing()
                        && (one.action().rows().contains("O" + order)
                                || one.action() instanceof Action.NewUpdate
                                        && String.valueOf(one.row().getFirst()).equals(standing.address())));
    }

    /** From now on what is noted is settled at once, also what was noted before. */
    void settlesAtOnce() {
        immediate = true;
        holds(Set.copyOf(held));
    }

    /** What came after the savepoint was not, a SET CONSTRAINTS neither. */
    void rollsBack() {
        done.subList(savepoint, done.size()).clear();
        immediate = done.stream().anyMatch(one -> one.action() instanceof Action.Immediate);
    }

    /**
     * {@return whether the transaction wrote a column through both shapes, and set it back to what it was before}
     * Then both shapes end with the same value, but which of its own one it is is not foretold: see the page "duplicate
     * writes".
     */
    boolean contradictsItself() {
        return done.stream().anyMatch(one -> done.stream().anyMatch(later -> later.setsBack(one)));
    }

    void ended() {
        transaction = 0;
        savepoint = -1;
        immediate = false;
        settled = false;
        level = "READ COMMITTED";
        snapshot = null;
        beginning = "";
        done.clear();
        held.clear();
    }
}
