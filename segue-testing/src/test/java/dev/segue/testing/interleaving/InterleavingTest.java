package dev.segue.testing.interleaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.segue.testing.interleaving.Player.Verdict;
import dev.segue.testing.interleaving.Step.Interleaving;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.Majors;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sessions of old code, new code and code that writes both shapes itself, interleaved by a seed, one statement at a time.
 * What must hold: nobody waits for a row of the other shape, nothing is raised that would not be raised without Segue, and
 * when all is settled both shapes hold what a {@link Model} of one shape foretells.
 *
 * <p>Every build plays the same cases, so that what was green stays green; {@code -Dsegue.seed=} plays others, {@code
 * -Dsegue.operations=} says how many statements. A case that fails is minimised, and printed as a test.
 */
class InterleavingTest {

    private static final long OPERATIONS = Long.getLong("segue.operations", 100_000);
    private static final long SEED = Long.getLong("segue.seed", 20_261_122);

    private static final int WORKERS = 2;

    static List<Major> majors() {
        return Majors.everyRun();
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("majors")
    void every_interleaving_ends_as_the_model_foretells(Major major) {
        long share = OPERATIONS / majors().size() / WORKERS;
        System.out.println("InterleavingTest: -Dsegue.seed=" + SEED + ", PostgreSQL " + major);

        String played = IntStream.range(0, WORKERS)
                .parallel()
                .mapToObj(worker -> play(major, SEED + worker, share))
                .collect(Collectors.joining(", "));

        System.out.println("InterleavingTest: " + played + ", PostgreSQL " + major);
    }

    /** Plays every {@link #WORKERS}th seed; a case is the same whoever plays it. */
    private static String play(Major major, long first, long share) {
        long operations = 0;
        long cases = 0;
        try (Stage stage = Stage.open(major)) {
            for (long seed = first; operations < share; seed += WORKERS) {
                Interleaving interleaving = Generator.make(seed, stage::fill);
                Verdict verdict = Player.play(stage, interleaving);
                operations += verdict.operations();
                cases++;
                if (!verdict.good()) {
                    explain(major, interleaving, verdict);
                }
            }
        }
        return operations + " operations in " + cases + " cases";
    }

    private static void explain(Major major, Interleaving failing, Verdict verdict) {
        Interleaving smallest = Shrinker.shrink(failing, verdict, one -> playAlone(major, one));
        Verdict last = playAlone(major, smallest);
        fail(
                "-Dsegue.seed=%d fails on %s%s\nminimised from %d to %d steps:%s",
                failing.seed(),
                major,
                last.good() ? ", not every time: " + verdict.problems() : "",
                failing.steps().size(),
                smallest.steps().size(),
                CaseText.of(smallest, last.good() ? verdict : last));
    }

    private static Verdict playAlone(Major major, Interleaving interleaving, String... changes) {
        try (Stage stage = Stage.open(major, changes)) {
            return Player.play(stage, interleaving);
        }
    }

    @Test
    void a_planted_fault_is_found_and_minimised() {
        String fault = "ALTER TABLE addresses DISABLE TRIGGER USER";
        try (Stage stage = Stage.open(Majors.one(), fault)) {
            for (long seed = 1; ; seed++) {
                Interleaving interleaving = Generator.make(seed, stage::fill);
                Verdict verdict = Player.play(stage, interleaving);
                if (verdict.good()) {
                    continue;
                }

                Interleaving smallest =
                        Shrinker.shrink(interleaving, verdict, one -> playAlone(Majors.one(), one, fault));

                assertThat(smallest.steps()).as(CaseText.of(smallest, verdict)).hasSizeLessThanOrEqualTo(2);
                assertThat(smallest.steps()).anyMatch(s -> s.action() instanceof Action.NewUpdate);
                return;
            }
        }
    }

    @Test
    void the_same_seed_makes_the_same_case() {
        Interleaving once = Generator.make(SEED, (low, high) -> "");

        assertThat(Generator.make(SEED, (low, high) -> "")).isEqualTo(once);
    }
}
