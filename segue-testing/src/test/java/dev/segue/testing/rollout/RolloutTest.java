package dev.segue.testing.rollout;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.segue.engine.EngineSettings;
import dev.segue.engine.SegueException;
import dev.segue.engine.StopSettings;
import dev.segue.engine.StopWay;
import dev.segue.plan.Phase;
import dev.segue.testing.duplicatewrites.PgBouncer;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Majors;
import dev.segue.testing.server.SharedServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every strategy with real processes of old and new code under load, which are rolled out and retired meanwhile: no request
 * fails, and no acknowledged write is lost.
 */
class RolloutTest {

    private static Rollout rollout(String head, EngineSettings settings) throws Exception {
        return new Rollout(SharedServers.of(Majors.one()), head, database -> settings);
    }

    private static Rollout rollout(String head) throws Exception {
        return rollout(head, EngineSettings.standard());
    }

    @Test
    void expand_contract() throws Exception {
        try (Rollout rollout = rollout("strategy: expand_contract")) {
            rollout.start("old-1", "OLD");
            rollout.start("old-2", "OLD");
            rollout.reaches(Phase.VERIFY);
            rollout.registers("old-1");
            rollout.registers("old-2");
            rollout.start("both-1", "BOTH");
            rollout.start("both-2", "BOTH");
            for (int percent : new int[] {30, 100, 0, 100}) {
                rollout.engine().flag(Rollout.MIGRATION, percent);
                rollout.works("both-1");
                rollout.works("old-1");
            }
            rollout.waits(Phase.CONTRACT);
            rollout.stop("old-1");
            rollout.stop("old-2");

            rollout.reachesEnd();

            rollout.start("new-1", "NEW");
            rollout.works("both-2");
            rollout.lostNothing();
        }
    }

    @Test
    void data_first() throws Exception {
        try (Rollout rollout = rollout("strategy: data_first")) {
            rollout.start("old-1", "OLD");
            rollout.start("old-2", "OLD");
            rollout.reaches(Phase.VERIFY);
            rollout.registers("old-1");
            rollout.registers("old-2");
            rollout.waits(Phase.CONTRACT);
            rollout.start("new-1", "NEW");
            rollout.start("new-2", "NEW");
            rollout.works("old-2");
            rollout.waits(Phase.CONTRACT);
            rollout.stop("old-1");
            rollout.waits(Phase.CONTRACT);
            rollout.stop("old-2");

            rollout.reachesEnd();

            rollout.works("new-1");
            rollout.lostNothing();
        }
    }

    @Test
    void code_first() throws Exception {
        try (Rollout rollout = rollout("strategy: code_first\nnew_code: { runs_on_before: true }")) {
            rollout.start("old-1", "OLD");
            rollout.waits(Phase.CONTRACT);
            rollout.registers("old-1");
            rollout.start("both-1", "BOTH");
            rollout.start("both-2", "BOTH");
            rollout.waits(Phase.CONTRACT);
            rollout.stop("old-1");

            rollout.reachesEnd();

            rollout.works("both-1");
            rollout.works("both-2");
            rollout.lostNothing();
        }
    }

    @Test
    void big_bang_while_instances_hold_their_traffic() throws Exception {
        StopSettings held = new StopSettings(new StopWay.Instances(), Duration.ofSeconds(30));
        try (Rollout rollout =
                rollout("strategy: big_bang", EngineSettings.standard().withStop(held))) {
            rollout.start("old-1", "OLD");
            rollout.start("both-1", "BOTH");
            rollout.start("both-2", "BOTH");
            // the journal knows the migration from now on; who registered at once is in the way already
            assertThatThrownBy(() -> rollout.run(Phase.CONTRACT)).isInstanceOf(SegueException.class);
            rollout.registers("old-1");
            assertThatThrownBy(() -> rollout.run(Phase.CONTRACT)).hasMessageContaining("old code");
            rollout.stop("old-1");
            rollout.registers("both-1");
            rollout.registers("both-2");

            rollout.reachesEnd();

            rollout.works("both-1");
            rollout.start("new-1", "NEW");
            rollout.stop("both-1");
            rollout.works("both-2");
            rollout.lostNothing();
        }
    }

    @Test
    void big_bang_while_pgbouncer_holds_its_clients(@TempDir Path directory) throws Exception {
        assumeTrue(PgBouncer.isInstalled(), "there is no pgbouncer on this machine");
        EmbeddedServer server = SharedServers.of(Majors.one());
        try (PgBouncer pooler = PgBouncer.before(server.port(), EmbeddedServer.USER, 4, directory)) {
            String admin = pooler.url("pgbouncer", EmbeddedServer.USER);
            Function<String, EngineSettings> paused = database -> EngineSettings.standard()
                    .withStop(new StopSettings(new StopWay.PgBouncer(admin, database), Duration.ofSeconds(30)));
            try (Rollout rollout = new Rollout(server, "strategy: big_bang", paused)) {
                rollout.through(pooler.url(rollout.database(), EmbeddedServer.USER));
                rollout.start("probing-1", "PROBING");
                rollout.start("probing-2", "PROBING");

                rollout.reachesEnd();

                rollout.works("probing-1");
                rollout.works("probing-2");
                rollout.lostNothing();
            }
        }
    }
}
