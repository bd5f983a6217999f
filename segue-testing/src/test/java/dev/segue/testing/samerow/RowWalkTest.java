package dev.segue.testing.samerow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.testing.load.LoadSettings;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.Majors;
import dev.segue.testing.server.SharedServers;
import dev.segue.testing.walk.Walk;
import dev.segue.testing.walk.WalkReport;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each operation on the columns of one table through all phases, and back from each, while old and new code write.
 * {@code -Dsegue.operations=1000000} walks each of them again and again until there were as many requests.
 */
class RowWalkTest {

    private static final long ROWS = 1_000;
    private static final long OPERATIONS = Long.getLong("segue.operations", 1);

    static Stream<Arguments> walks() {
        return Majors.everyRun().stream()
                .flatMap(major -> RowCases.all().stream().map(one -> Arguments.of(one, major)));
    }

    @ParameterizedTest(name = "{0}, on {1}")
    @MethodSource("walks")
    void nothing_is_lost_and_nothing_fails_in_any_phase(RowCase rowCase, Major major) {
        LoadSettings load = LoadSettings.standard().withRequestsPerSecond(OPERATIONS > 1 ? 0 : 400);
        long requests = 0;
        for (long seed = load.seed(); requests < OPERATIONS; seed++) {
            WalkReport report = Walk.of(rowCase.walk(ROWS))
                    .backFromEachPhase()
                    .load(load.withSeed(seed))
                    .dwell(Duration.ofMillis(OPERATIONS > 1 ? 1_000 : 80))
                    .on(SharedServers.of(major));
            requests += report.load().requests();
            assertThat(report.load().acknowledgedWrites()).isGreaterThan(300);
        }
    }
}
