package dev.segue.testing.interleaving;

import dev.segue.testing.interleaving.Actor.Ended;
import dev.segue.testing.interleaving.Moment.Carrying;
import dev.segue.testing.interleaving.Step.Interleaving;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plays a case: gives one session after the other its next statement, and goes on when it has ended or waits for a lock.
 * The same case is played the same way every time. Used by one thread.
 */
final class Player {

    private static final long MOST_MILLIS = 20_000;

    private final Stage stage;
    private final List<Turn> turns = new ArrayList<>();
    private final List<Done> committed = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final List<Played> transcript = new ArrayList<>();
    private final boolean moving;
    private final Model model;
    private final Witness witness;
    private int transactions;
    private int clock;
    private String raised = "";

    /** A step that was done, and how its statement ended at once: well (empty), by waiting, or with a SQLSTATE. */
    record Played(Step step, String end) {}

    /**
     * How a case went.
     *
     * @param judged how many orders' values were judged before the end
     */
    record Verdict(List<String> problems, List<Played> transcript, int judged) {
        boolean good() {
            return problems.isEmpty();
        }

        /** {@return what kind of problem came first: LOST, WAITS, RAISES …} */
        String kind() {
            return good()
                    ? ""
                    : problems.getFirst().substring(0, problems.getFirst().indexOf(':'));
        }

        int operations() {
            return transcript.size();
        }
    }

    private boolean orderKnown = true;

    /** Whether the application's own statements have locked each other out. */
    private boolean deadlocked;

    private Player(Stage stage, Interleaving played) {
        this.stage = stage;
        Map<Integer, String> addresses = stage.prepare(played.filled());
        this.model = new Model(Stage.INITIAL, addresses);
        this.witness = new Witness(Moment.beginning(Stage.INITIAL, addresses), played.filled());
        // where references or keys move, a row's name says only which table it is in
        this.moving = played.steps().stream()
                .anyMatch(s -> s.action() instanceof Action.LinkShared || s.action() instanceof Action.Rekey);
        for (int session = 0; session < stage.actors().size(); session++) {
            turns.add(new Turn(session, stage.actors().get(session)));
        }
    }

    static Verdict play(Stage stage, Interleaving interleaving) {
        Player player = new Player(stage, interleaving);
        for (Step step : interleaving.steps()) {
            Turn turn = player.turns.get(step.session());
            if (turn.can(step.action()) && player.problems.isEmpty()) {
                player.begin(turn, step.action());
            }
        }
        player.finish();
        if (player.problems.isEmpty()) {
            player.model.replay(player.inOrder(), player.orderKnown);
            player.problems.addAll(stage.check(player.model, interleaving.filled()));
        }
        return new Verdict(List.copyOf(player.problems), List.copyOf(player.transcript), player.witness.judged());
    }

    private void begin(Turn turn, Action action) {
        int place = transcript.size();
        transcript.add(new Played(new Step(turn.session, action), ""));
        raised = "";
        if (action instanceof Action.Begin begin) {
            turn.begins(++transactions, begin);
            return;
        }
        witness.begins(turn, action);
        if (action.neverWaits() || turns.stream().noneMatch(other -> other != turn && other.involved())) {
            ended(turn, action, turn.actor.does(turn.sent(action)));
        } else {
            turn.actor.start(turn.sent(action));
            turn.waiting = action;
            goOn(turn, action);
        }
        String end = turn.waiting == null ? raised : "waits";
        transcript.set(place, new Played(new Step(turn.session, action), end));
    }

    private void goOn(Turn turn, Action action) {
        Ended ended = end(turn, action);
        if (ended != null) {
            turn.waiting = null;
            ended(turn, action, ended);
        }
    }

    /**
     * Waits until a statement has ended, or is found to wait for a lock. Who is asked for rarely costs little.
     *
     * @return how it ended; null if it waits
     */
    private @Nullable Ended end(Turn turn, Action action) {
        boolean likely = turns.stream().anyMatch(other -> other != turn && !disjoint(other.held(), action.rows()));
        Ended ended = turn.actor.ended(likely ? 1_000 : 4_000);
        long begun = System.nanoTime();
        long blockedSince = 0;
        while (ended == null) {
            List<Integer> blockers = stage.blockers(turn.actor.pid());
            long now = System.nanoTime();
            blockedSince = blockers.isEmpty() ? 0 : blockedSince == 0 ? now : blockedSince;
            if (blockedSince != 0 && now - blockedSince >= patience(turn, action, blockers) * 1_000_000) {
                judgeWait(turn, action, blockers);
                return null;
            }
            if (now - begun > MOST_MILLIS * 1_000_000) {
                problem("HANGS", turn, action, "does not end");
                return null;
            }
            ended = turn.actor.ended(1_000);
        }
        return ended;
    }

    /**
     * {@return for how many milliseconds a wait may be one of settling, which gives up by itself} Who waits for a row that
     * its own statement wants has not come to settling.
     */
    private long patience(Turn turn, Action action, List<Integer> blockers) {
        boolean certain = !moving
                && turns.stream()
                        .anyMatch(other -> other != turn
                                && blockers.contains(other.actor.pid())
                                && !disjoint(other.held(), action.rows()));
        if (certain) {
            return 0;
        }
        boolean settles = action instanceof Action.Commit
                || action instanceof Action.Immediate
                || action instanceof Action.Settle
                || action instanceof Action.Fill;
        return settles ? 300 : turn.transaction == 0 || turn.immediate ? 50 : 10;
    }

    /** A statement may wait for who wrote the same row of the same shape, as it would without Segue; for nobody else. */
    private void judgeWait(Turn turn, Action action, List<Integer> blockers) {
        for (Turn other : turns) {
            boolean known = other != turn && !other.settled;
            if (known && blockers.contains(other.actor.pid()) && disjoint(other.held(), action.rows())) {
                problem("WAITS", turn, action, "for session " + (other.session + 1) + ", which holds " + other.held());
            }
        }
    }

    private boolean disjoint(Set<String> held, Set<String> wanted) {
        Set<String> common = new HashSet<>();
        held.forEach(row -> common.add(moving ? row.substring(0, 1) : row));
        Set<String> names = new HashSet<>();
        wanted.forEach(row -> names.add(moving ? row.substring(0, 1) : row));
        common.retainAll(names);
        return common.isEmpty();
    }

    private void ended(Turn turn, Action action, Ended ended) {
        if (ended.state() != null) {
            failed(turn, action, ended);
            return;
        }
        switch (action) {
            case Action.Begin begin -> throw new IllegalStateException("sent with the next");
            case Action.Commit commit -> commit(turn);
            case Action.Rollback rollback -> turn.ended();
            case Action.Savepoint savepoint -> turn.savepoint = turn.done.size();
            case Action.RollbackTo back -> turn.rollsBack();
            case Action.Immediate now -> {
                if (!turn.immediate) { // who asks for it again has nothing left that is due
                    carriedOver(turn);
                }
                turn.settlesAtOnce();
                turn.done.add(new Done(++clock, turn.session, action, List.of()));
            }
            case Action.Read read -> read(turn, read, ended);
            default -> {
                boolean alone = turn.transaction == 0;
                for (Done done : action.done(++clock, turn.session, ended.rows())) {
                    wrong("SHOWS", turn, action, witness.judge(turn, done));
                    turn.done.add(done);
                }
                turn.holds(action.rows());
                turn.settled |= action instanceof Action.Settle;
                if (alone) {
                    commit(turn);
                }
            }
        }
        if (action.lettingGo() || turn.transaction == 0) {
            letOthersGoOn(turn);
        }
    }

    private void read(Turn turn, Action.Read read, Ended ended) {
        List<Ended> failed = new ArrayList<>();
        // nobody else goes on meanwhile: what is noted now was noted then
        wrong("READS", turn, read, witness.judge(turn, read, ended.rows(), order -> {
            Ended asked = turn.actor.does(stage.differing(order));
            if (asked.state() != null) {
                failed.add(asked);
            }
            return asked.state() != null || "t".equals(asked.row().getLast());
        }));
        // the question failed the transaction, as a second read of the session's own might have
        if (!failed.isEmpty()) {
            failed(turn, read, failed.getFirst());
        }
    }

    private void wrong(String kind, Turn turn, Action action, @Nullable String what) {
        if (what != null) {
            problem(kind, turn, action, what);
        }
    }

    /** What the transaction wrote reaches the other shape now: of two writes the later one counts. */
    private void carriedOver(Turn turn) {
        turn.done.replaceAll(done -> done.at(++clock));
    }

    private void commit(Turn turn) {
        if (!turn.immediate) {
            carriedOver(turn);
        }
        if (turn.contradictsItself()) {
            orderKnown = false;
            witness.knowsNoMore();
        }
        committed.addAll(turn.done);
        witness.commits(turn, order -> carrying(turn, order));
        turn.ended();
    }

    /** Whether what is noted of an order is carried over at the commit of who noted it. */
    private Carrying carrying(Turn turn, int order) {
        boolean held = false;
        boolean perhaps = moving || !turn.level.equals("READ COMMITTED") || turn.immediate;
        Standing standing = witness.committed().order(order);
        for (Turn other : turns) {
            if (other != turn) {
                held |= standing != null && other.locks(order, standing);
                perhaps |= other.settled || !Collections.disjoint(other.held(), Set.of("O" + order, "A" + order));
            }
        }
        if (turn.level.equals("SERIALIZABLE") || held && !moving) {
            return Carrying.NOT;
        }
        return perhaps ? Carrying.PERHAPS : Carrying.SURELY;
    }

    private void failed(Turn turn, Action action, Ended ended) {
        String state = String.valueOf(ended.state());
        raised = state;
        boolean strict = !turn.level.equals("READ COMMITTED");
        boolean atCommit = action instanceof Action.Commit && !turn.level.equals("SERIALIZABLE");
        boolean allowed = action.mayRaise().contains(state)
                || strict && state.equals("40001") && !atCommit
                || strict && state.equals("21000") && (action instanceof Action.Read || turn.mayFindTwo(action))
                || (moving || deadlocked) && state.equals("40P01");
        if (!allowed) {
            problem("RAISES", turn, action, state + " " + ended.message());
        }
        if (turn.transaction != 0) {
            turn.actor.does("ROLLBACK");
        }
        turn.ended();
        letOthersGoOn(turn);
    }

    private void letOthersGoOn(Turn except) {
        List<Turn> waited =
                turns.stream().filter(t -> t != except && t.waiting != null).toList();
        Map<Turn, Ended> gone = new LinkedHashMap<>();
        for (Turn other : waited) {
            Action waiting = other.waiting;
            Ended ended = waiting == null ? null : end(other, waiting);
            if (ended != null) {
                gone.put(other, ended);
            }
        }
        // which of two that were let go at once came first, only the server knows
        orderKnown &= gone.size() < 2;
        if (!orderKnown) {
            witness.knowsNoMore();
        }
        Map<Turn, Action> done = new LinkedHashMap<>();
        gone.keySet().forEach(turn -> {
            Action action = turn.waiting;
            if (action != null) {
                done.put(turn, action);
                if (turn.transaction != 0) {
                    turn.holds(action.rows());
                }
            }
            turn.waiting = null;
        });
        done.forEach((turn, action) -> {
            Ended ended = gone.get(turn);
            if (ended != null) {
                ended(turn, action, ended);
            }
        });
    }

    /** Commits what is open. */
    private void finish() {
        for (int rounds = 0; rounds < 3 * turns.size() && problems.isEmpty(); rounds++) {
            for (Turn turn : turns) {
                if (turn.can(new Action.Commit())) {
                    begin(turn, new Action.Commit());
                }
            }
            endDeadlock();
        }
        if (problems.isEmpty()) {
            turns.stream()
                    .filter(t -> t.waiting != null)
                    .forEach(t -> problem("HANGS", t, t.waiting, "waits although nobody is in a transaction"));
        } else {
            turns.forEach(t -> stage.cancel(t.actor));
        }
    }

    /**
     * Where everybody waits for a row that another's own statement holds, the application has tied the knot itself, as it
     * would without Segue; the server ends it.
     */
    private void endDeadlock() {
        List<Turn> waiting = turns.stream().filter(t -> t.waiting != null).toList();
        boolean somebodyCanGoOn = turns.stream().anyMatch(t -> t.waiting == null && t.transaction != 0);
        if (waiting.size() < 2 || somebodyCanGoOn) {
            return;
        }
        deadlocked = true;
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < MOST_MILLIS * 1_000_000) {
            for (Turn turn : waiting) {
                Action action = turn.waiting;
                Ended ended = action == null ? null : turn.actor.ended(1_000);
                if (action != null && ended != null) {
                    turn.waiting = null;
                    ended(turn, action, ended);
                    return;
                }
            }
        }
    }

    private List<Done> inOrder() {
        return committed.stream().sorted(Comparator.comparingInt(Done::order)).toList();
    }

    private void problem(String kind, Turn turn, @Nullable Action action, String what) {
        String sql = action == null ? "" : action.sql();
        problems.add("%s: session %d, %s: %s\n    %s".formatted(kind, turn.session + 1, turn.level, what, sql));
    }
}
