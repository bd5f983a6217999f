package dev.segue.testing.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.testing.server.Majors;
import dev.segue.testing.server.SharedServers;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens to processes, connections and stages, no acknowledged write is lost and none is half.
 * {@code -Dsegue.operations=1000000} asks for more than every run does; {@code -Dsegue.seed} makes the same choices again,
 * though not the same timing.
 */
class StageRaceTest {

    private static final long OPERATIONS = Long.getLong("segue.operations", 100_000);
    private static final long OPERATIONS_OF_ONE = 25_000;
    private static final long SEED = Long.getLong("segue.seed", System.nanoTime());

    @Test
    void noAcknowledgedWriteIsLostAndNoneIsHalf() throws Exception {
        for (long n = 0; n * OPERATIONS_OF_ONE < OPERATIONS; n++) {
            Race race = new Race(SharedServers.of(Majors.one()), SEED + n);
            long start = System.nanoTime();

            List<String> wrong = race.run(Math.min(OPERATIONS_OF_ONE, OPERATIONS));

            System.out.printf(
                    "stage race, -Dsegue.seed=%d, %d s: %s%n",
                    SEED + n, (System.nanoTime() - start) / 1_000_000_000, race);
            assertThat(wrong).as("-Dsegue.seed=%d: %s", SEED + n, race).isEmpty();
        }
    }
}
