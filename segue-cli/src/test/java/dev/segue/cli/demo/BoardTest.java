package dev.segue.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.cli.Golden;
import dev.segue.cli.render.Page;
import dev.segue.cli.render.Style;
import dev.segue.engine.Lifecycle;
import dev.segue.plan.Phase;
import dev.segue.testing.load.LoadSnapshot;
import dev.segue.testing.load.LoadSnapshot.InstanceSnapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BoardTest {

    @Test
    void boardShowsPhasesFlagInstancesAndTwoLargeZeros() throws IOException {
        Golden.check("board.txt", String.join("\n", new Board(Style.PLAIN, 80).draw(picture(0, 0))) + "\n");
    }

    @Test
    void failuresAreAsLargeAsTheZeros() throws IOException {
        Golden.check("board-failed.txt", String.join("\n", new Board(Style.PLAIN, 110).draw(picture(12, 345))) + "\n");
    }

    @Test
    void boardFitsOnASmallTerminal() {
        List<String> lines = new Board(new Style(true), 80).draw(picture(0, 0));

        assertThat(lines).hasSizeLessThan(24);
        assertThat(lines).allSatisfy(line -> assertThat(Page.visible(line)).isLessThanOrEqualTo(80));
    }

    private static Picture picture(long failed, long lost) {
        return new Picture(
                Duration.ofSeconds(83),
                "PostgreSQL 18, embedded, 200,000 orders",
                new Timeline.Scene(
                        Duration.ofSeconds(80),
                        "Flag at 25 %",
                        "A quarter of the new code's requests use addresses; old code knows nothing of them."),
                new PhaseMeter.Reading(
                        new Lifecycle.BothLive(),
                        Map.of(Phase.EXPAND, 1.0, Phase.BACKFILL, 1.0, Phase.VERIFY, 0.5),
                        "verify   104,000 of 200,000 rows, 52 %, 98,815 rows/s, about 1 s left"),
                25,
                new LoadSnapshot(
                        123_456,
                        failed,
                        0,
                        98_765,
                        38,
                        List.of(
                                new InstanceSnapshot("old-1", "old v41", 0, true, 1, 150),
                                new InstanceSnapshot("old-2", "old v41", 0, false, 1, 0),
                                new InstanceSnapshot("new-1", "new v42", 26, true, 1, 148.7),
                                new InstanceSnapshot("new-2", "new v42", 100, true, 1, 75))),
                lost);
    }
}
