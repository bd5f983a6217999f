package dev.segue.testing.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.testing.orders.OrdersWalks;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.Majors;
import dev.segue.testing.server.SharedServers;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExtractTableWalkTest {

    /** The plain case on every major, its variants on one after the other; all on all where majors are asked for. */
    static Stream<Arguments> walks() {
        boolean all = !System.getProperty(Majors.PROPERTY, "").isBlank();
        List<Major> majors = Majors.everyRun();
        List<WalkCase> cases = OrdersWalks.all(5_000);
        return IntStream.range(0, cases.size())
                .boxed()
                .flatMap(n -> majors.stream()
                        .filter(major -> all || n == 0 || major.equals(majors.get(n % majors.size())))
                        .map(major -> Arguments.of(cases.get(n), major)));
    }

    @ParameterizedTest(name = "{0}, on {1}")
    @MethodSource("walks")
    void nothing_is_lost_and_nothing_fails_in_any_phase(WalkCase walkCase, Major major) {
        WalkReport report = Walk.of(walkCase).dwell(Duration.ofMillis(800)).on(SharedServers.of(major));

        assertThat(report.load().failed()).isZero();
        assertThat(report.deadlocks()).isZero();
        assertThat(report.load().acknowledgedWrites()).isGreaterThan(1_000);
    }
}
