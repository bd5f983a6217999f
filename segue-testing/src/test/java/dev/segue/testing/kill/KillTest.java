package dev.segue.testing.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.testing.kill.KillPoint.Blow;
import dev.segue.testing.kill.KillPoint.Side;
import dev.segue.testing.orders.AwkwardOrders;
import dev.segue.testing.server.Majors;
import java.nio.file.Path;
import java.util.Set;
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
        return Strikes.of(shared, Blow.HALT, shared.pointOfEachKind(Blow.HALT).keySet());
    }

    @TestFactory
    Stream<DynamicTest> a_cut_connection() {
        return Strikes.of(shared, Blow.CUT, CUT);
    }

    @TestFactory
    Stream<DynamicTest> a_crashed_server(@TempDir(factory = InMemory.class) Path directory) {
        KillHarness mortal = new KillHarness(new AwkwardOrders(), Host.mortal(Majors.one(), directory.resolve("data")));
        return Strikes.of(mortal, Blow.CRASH, CRASHED).onClose(mortal::close);
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
