package dev.segue.testing.kill;

import dev.segue.testing.kill.KillPoint.Blow;
import dev.segue.testing.orders.SharedOrders;
import dev.segue.testing.server.Majors;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The engine is struck while equal rows come to share one. Every run strikes where this differs from a row for each, {@code
 * -Ptorture} at every point. Whether a note is left for the comparison is not the same every time: which of several equal
 * rows is found first is the server's affair.
 */
class SharedKillTest {

    private static final Set<String> OWN = Set.of("fill", "locked transaction of contract");

    private static KillHarness shared;

    @BeforeAll
    static void record() {
        shared = new KillHarness(new SharedOrders(), Host.shared(Majors.one()));
    }

    @AfterAll
    static void close() {
        shared.close();
    }

    @TestFactory
    Stream<DynamicTest> a_halted_engine() {
        return Strikes.of(shared, Blow.HALT, OWN);
    }

    @TestFactory
    Stream<DynamicTest> a_cut_connection() {
        return Strikes.of(shared, Blow.CUT, Set.of("fill"));
    }
}
