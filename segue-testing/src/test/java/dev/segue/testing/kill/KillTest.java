package dev.segue.testing.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.testing.kill.KillPoint.Blow;
import dev.segue.testing.kill.KillPoint.Side;
import dev.segue.testing.orders.AwkwardOrders;
import dev.segue.testing.server.Majors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The engine, its server or its connection is struck at a statement; whatever is left can be taken to the end and back to
 * the beginning, and no acknowledged write is lost. Every run strikes at a point of each kind of step, {@code -Ptorture}
 * at every point.
 */
class KillTest {

    /** The system property that asks for all points. */
    private static final String TORTURE = "segue.torture";

    /** The system property that asks for a share of all points: {@code 2/5} are the second, the seventh … */
    private static final String SHARE = "segue.kill.share";

    /** What a crash and a cut have each to leave whole in every run; all other points fall to the profile. */
    private static final Set<String> CRASHED = Set.of("fill", "locked transaction of contract");

    private static final Set<String> CUT =
            Set.of("between steps", "transaction", "concurrent statement", "fill", "locked transaction of seal");

    private static KillHarness shared;

    @BeforeAll
    static void record() {
        shared = new KillHarness(new AwkwardOrders(), Host.shared(Majors.one()));
    }

    @AfterAll
    static void close() {
        shared.close();
    }

    @Test
    void a_command_sends_the_same_statements_every_time() {
        for (Command command : Command.values()) {
            assertThat(shared.unsteadiness(command)).as(command.name()).isEmpty();
        }
    }

    @TestFactory
    Stream<DynamicTest> a_halted_engine() {
        return struck(shared, Blow.HALT, shared.pointOfEachKind(Blow.HALT).keySet());
    }

    @TestFactory
    Stream<DynamicTest> a_cut_connection() {
        return struck(shared, Blow.CUT, CUT);
    }

    @TestFactory
    Stream<DynamicTest> a_crashed_server(@TempDir(factory = InMemory.class) Path directory) {
        KillHarness mortal = new KillHarness(new AwkwardOrders(), Host.mortal(Majors.one(), directory.resolve("data")));
        return struck(mortal, Blow.CRASH, CRASHED).onClose(mortal::close);
    }

    private Stream<DynamicTest> struck(KillHarness harness, Blow blow, Set<String> kinds) {
        return points(harness, blow, kinds)
                .map(point ->
                        DynamicTest.dynamicTest(point + " at " + harness.describe(point), () -> harness.strike(point)));
    }

    private Stream<KillPoint> points(KillHarness harness, Blow blow, Set<String> kinds) {
        String one = System.getProperty(KillHarness.POINT, "");
        if (!one.isBlank()) {
            return Stream.of(KillPoint.parse(one)).filter(point -> point.blow() == blow);
        }
        if (Boolean.getBoolean(TORTURE)) {
            return share(Arrays.stream(Command.values())
                    .flatMap(command -> harness.points(blow, command).stream())
                    .toList());
        }
        return harness.pointOfEachKind(blow).entrySet().stream()
                .filter(point -> kinds.contains(point.getKey()))
                .map(point -> point.getValue());
    }

    /** Several builds side by side, or one after the other, strike all points, each of them one share. */
    private static Stream<KillPoint> share(List<KillPoint> points) {
        String[] share = System.getProperty(SHARE, "1/1").split("/", -1);
        int first = Integer.parseInt(share[0]) - 1;
        int shares = Integer.parseInt(share[1]);
        return IntStream.range(0, points.size())
                .filter(place -> place % shares == first)
                .mapToObj(points::get);
    }

    @Test
    void a_point_is_read_as_it_is_written() {
        KillPoint point = new KillPoint(Blow.CRASH, Command.ROLLBACK_SEALED, 12, Side.AFTER);

        assertThat(KillPoint.parse(point.toString())).isEqualTo(point);
    }

    @Test
    void what_is_no_point_is_refused_with_an_example() {
        assertThatThrownBy(() -> KillPoint.parse("seal:12")).hasMessageContaining("halt:seal:12:after");
    }
}
