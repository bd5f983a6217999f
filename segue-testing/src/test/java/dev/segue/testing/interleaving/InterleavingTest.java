package dev.segue.testing.interleaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.segue.testing.interleaving.Player.Verdict;
import dev.segue.testing.interleaving.Step.Interleaving;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.Majors;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sessions of old code, new code and code that writes both shapes itself, interleaved by a seed, one statement at a time.
 * What must hold: nobody waits for a row of the other shape, nothing is raised that would not be raised without Segue, and
 * when all is settled both shapes hold what a {@link Model} of one shape foretells; and whoever reads in between is shown
 * what a {@link Witness} allows.
 *
 * <p>Every build plays the same cases, so that what was green stays green; {@code -Dsegue.seed=} plays others, {@code
 * -Dsegue.operations=} says how many statements. A case that fails is minimised, and printed as a test.
 */
class InterleavingTest {

    private static final long OPERATIONS = Long.getLong("segue.operations", 100_000);
    private static final long SEED = Long.getLong("segue.seed", 20_261_122);

    /** So many cases are played side by side, each on a database of its own: most of the time goes into waiting. */
    private static final int WORKERS = 4;

    private static final long SAID_EVERY = 250_000;

    static List<Major> majors() {
        return Majors.everyRun();
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("majors")
    void every_interleaving_ends_as_the_model_foretells(Major major) {
        System.out.println("InterleavingTest: -Dsegue.seed=" + SEED + ", PostgreSQL " + major);
        Played all = new Played(SEED, OPERATIONS / majors().size());
        long begun = System.nanoTime();

        try (ExecutorService workers = Executors.newFixedThreadPool(WORKERS)) {
            IntStream.range(0, WORKERS)
                    .mapToObj(worker -> workers.submit(() -> play(major, all)))
                    .toList()
                    .forEach(InterleavingTest::ended);
        }

        long seconds = Math.max(1, (System.nanoTime() - begun) / 1_000_000_000);
        System.out.printf(
                "InterleavingTest: %s, %d a second, PostgreSQL %s%n", all, all.operations.get() / seconds, major);
    }

    private static void ended(Future<?> worker) {
        try {
            worker.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AssertionError failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What all workers have played of one range of seeds. Thread-safe. */
    private static final class Played {

        private final AtomicLong seeds;
        private final long first;
        private final long most;
        private final AtomicLong operations = new AtomicLong();
        private final AtomicLong judged = new AtomicLong();
        private final AtomicBoolean failed = new AtomicBoolean();

        Played(long first, long most) {
            this.first = first;
            this.most = most;
            this.seeds = new AtomicLong(first);
        }

        /** Counts; a run of hours says now and then how far it is, and from which seed another can go on. */
        void played(int some, Major major) {
            long now = operations.addAndGet(some);
            if (now / SAID_EVERY > (now - some) / SAID_EVERY) {
                System.out.println(
                        "InterleavingTest: " + this + ", next seed " + seeds.get() + ", PostgreSQL " + major);
            }
        }

        boolean enough() {
            return failed.get() || operations.get() >= most;
        }

        @Override
        public String toString() {
            return "%d operations in %d cases, %d orders judged in between"
                    .formatted(operations.get(), seeds.get() - first, judged.get());
        }
    }

    /** Plays one seed after the other; a case is the same whoever plays it. */
    private static void play(Major major, Played all) {
        try (Stage stage = Stage.open(major)) {
            while (!all.enough()) {
                Interleaving interleaving = Generator.make(all.seeds.getAndIncrement(), stage::fill);
                Verdict verdict = played(stage, interleaving);
                all.played(verdict.operations(), major);
                all.judged.addAndGet(verdict.judged());
                if (!verdict.good() && all.failed.compareAndSet(false, true)) {
                    explain(major, interleaving, verdict);
                }
            }
        }
    }

    private static Verdict played(Stage stage, Interleaving interleaving) {
        try {
            return Player.play(stage, interleaving);
        } catch (RuntimeException e) {
            throw new IllegalStateException("-Dsegue.seed=" + interleaving.seed() + " cannot be played", e);
        }
    }

    private static void explain(Major major, Interleaving failing, Verdict verdict) {
        try (Again again = new Again(major)) {
            Interleaving smallest = Shrinker.shrink(failing, verdict, again::play);
            Verdict last = again.play(smallest);
            fail(
                    "-Dsegue.seed=%d fails on %s%s\nminimised from %d to %d steps:%s",
                    failing.seed(),
                    major,
                    last.good() ? ", not every time: " + verdict.problems() : "",
                    failing.steps().size(),
                    smallest.steps().size(),
                    CaseText.of(smallest, last.good() ? verdict : last));
        }
    }

    /** Plays cases on a stage that is made anew after each that failed, which leaves its sessions in disorder. */
    private static final class Again implements AutoCloseable {

        private final Major major;
        private final String[] changes;
        private @Nullable Stage stage;

        Again(Major major, String... changes) {
            this.major = major;
            this.changes = changes;
        }

        private Stage stage() {
            Stage open = stage == null ? Stage.open(major, changes) : stage;
            stage = open;
            return open;
        }

        Interleaving make(long seed) {
            return Generator.make(seed, stage()::fill);
        }

        Verdict play(Interleaving interleaving) {
            Verdict verdict = Player.play(stage(), interleaving);
            if (!verdict.good()) {
                close();
            }
            return verdict;
        }

        @Override
        public void close() {
            if (stage != null) {
                stage.close();
                stage = null;
            }
        }
    }

    @Test
    void a_planted_fault_is_found_and_minimised() {
        Interleaving smallest = found("ALTER TABLE addresses DISABLE TRIGGER USER");

        assertThat(smallest.steps()).hasSizeLessThanOrEqualTo(3);
        assertThat(smallest.steps()).anyMatch(s -> s.action() instanceof Action.NewUpdate);
    }

    /** In the end all is settled: nobody but a reader notices. */
    @Test
    void what_is_carried_over_too_late_is_found_by_who_reads_in_between() {
        Interleaving smallest = found("""
                DO $$ DECLARE note regclass; carry regprocedure; BEGIN
                    FOR carry IN SELECT oid FROM pg_proc
                                 WHERE pronamespace = 'segue'::regnamespace AND proname LIKE '0007%carry%' LOOP
                        EXECUTE replace(replace(pg_get_functiondef(carry),
                            '<>) ''serializable''', '=) ''never'''), '=) ''serializable''', '<>) ''never''');
                    END LOOP;
                    FOR note IN SELECT oid::regclass FROM pg_class
                                WHERE relnamespace = 'segue'::regnamespace AND relkind = 'r' AND relname LIKE '0007%note%' LOOP
                        EXECUTE 'ALTER TABLE ' || note || ' DISABLE TRIGGER USER';
                    END LOOP;
                END $$""");

        assertThat(smallest.steps()).hasSizeLessThanOrEqualTo(4);
        assertThat(smallest.steps().getLast().action())
                .isInstanceOfAny(
                        Action.Read.class, Action.OldUpdate.class, Action.NewUpdate.class, Action.Append.class);
    }

    /** {@return the smallest case that finds a fault in the database} */
    private static Interleaving found(String fault) {
        try (Again again = new Again(Majors.one(), fault)) {
            long seed = 1;
            Interleaving failing = again.make(seed);
            Verdict verdict = again.play(failing);
            while (verdict.good()) {
                failing = again.make(++seed);
                verdict = again.play(failing);
            }
            Interleaving smallest = Shrinker.shrink(failing, verdict, again::play);
            System.out.println("InterleavingTest: planted and found:" + CaseText.of(smallest, again.play(smallest)));
            return smallest;
        }
    }

    @Test
    void the_same_seed_makes_the_same_case() {
        Interleaving once = Generator.make(SEED, (low, high) -> "");

        assertThat(Generator.make(SEED, (low, high) -> "")).isEqualTo(once);
    }
}
