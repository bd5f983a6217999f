package dev.segue.testing.samerow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.testing.kill.Command;
import dev.segue.testing.kill.Host;
import dev.segue.testing.kill.KillHarness;
import dev.segue.testing.kill.KillPoint.Blow;
import dev.segue.testing.kill.Strikes;
import dev.segue.testing.server.Majors;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The engine is struck while it changes the columns of a table by every operation at once, and by every operation that
 * moves no data. Every run halts it at a point of each kind of step; {@code -Ptorture} halts it, and cuts its connection,
 * at every point.
 */
class RowKillTest {

    private static List<KillHarness> harnesses;

    @BeforeAll
    static void record() {
        harnesses = List.of(
                new KillHarness(new RowKills.OfColumns(), Host.shared(Majors.one())),
                new KillHarness(new RowKills.WithoutData(), Host.shared(Majors.one())));
    }

    @AfterAll
    static void close() {
        harnesses.forEach(KillHarness::close);
    }

    @Test
    void a_command_sends_the_same_statements_every_time() {
        for (KillHarness harness : harnesses) {
            for (Command command : Command.values()) {
                assertThat(harness.unsteadiness(command)).as(command.name()).isEmpty();
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> a_halted_engine() {
        return harnesses.stream()
                .flatMap(harness -> Strikes.of(
                        harness, Blow.HALT, harness.pointOfEachKind(Blow.HALT).keySet()));
    }

    /** What a cut leaves is like what a halt leaves but for the engine that goes on: only the profile asks. */
    @TestFactory
    Stream<DynamicTest> a_cut_connection() {
        return harnesses.stream().flatMap(harness -> Strikes.of(harness, Blow.CUT, Set.of()));
    }
}
