package dev.segue.testing.samerow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Engines;
import dev.segue.engine.Outcome;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Phase;
import dev.segue.testing.load.LoadSettings;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.Majors;
import dev.segue.testing.server.SharedServers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Statements of old and new code in two sessions, at every isolation level, one after the other in an order that a seed
 * gives; a model foretells every value. {@code -Dsegue.operations=1000000} plays as many statements for each case.
 */
class RowInterleavingTest {

    private static final int STATEMENTS_OF_A_PLAY = 300;
    private static final long STATEMENTS = Long.getLong("segue.operations", 2 * STATEMENTS_OF_A_PLAY);

    static Stream<Arguments> plays() {
        return Majors.everyRun().stream()
                .flatMap(major -> Stream.of(
                                RowCases.splitColumn(),
                                RowCases.mergeColumns(),
                                RowCases.alterLossy(),
                                RowCases.alterNotNull(),
                                RowCases.calculatedAndWritten())
                        .flatMap(one ->
                                Stream.of(Phase.EXPAND, Phase.VERIFY).map(until -> Arguments.of(one, until, major))));
    }

    @ParameterizedTest(name = "{0} after {1}, on {2}")
    @MethodSource("plays")
    void every_value_is_the_one_foretold(RowCase rowCase, Phase until, Major major) throws Exception {
        long seed = LoadSettings.standard().seed();
        for (long played = 0; played < STATEMENTS; played += STATEMENTS_OF_A_PLAY) {
            play(rowCase, until, SharedServers.of(major), seed + played);
        }
    }

    private static void play(RowCase rowCase, Phase until, EmbeddedServer server, long seed) throws Exception {
        String database = server.freshDatabase("play");
        DataSource source = server.dataSource(database);
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(RowPlay.rows(rowCase));
        }
        Engine engine = Engines.open(server.url(database), source, EngineSettings.standard(), EngineListener.NONE);
        MigrationFile file = MigrationFile.parse(Path.of(RowCase.MIGRATION + ".yaml"), rowCase.file());
        engine.run(file, until, List.of());
        try (RowPlay play = new RowPlay(rowCase, source, until == Phase.VERIFY, seed)) {
            play.play(STATEMENTS_OF_A_PLAY);
        } catch (AssertionError e) {
            throw new AssertionError("%s, -D%s=%d: %s".formatted(rowCase, LoadSettings.SEED, seed, e.getMessage()), e);
        }
        assertThat(engine.run(file, Phase.VERIFY, List.of())).isInstanceOf(Outcome.Reached.class);
        assertThat(engine.verify(RowCase.MIGRATION).differing()).isZero();
        assertThat(engine.status(RowCase.MIGRATION).notes().unmappable()).isZero();
        server.dropDatabase(database);
    }
}
