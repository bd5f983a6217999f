package dev.segue.examples.orders.spring.rollout;

import dev.segue.engine.Stage;
import dev.segue.engine.StageMove;
import java.io.IOException;
import java.util.stream.Collectors;

/** The application writes twice: version 1 has to be gone first, then version 2 goes from stage to stage. */
record ApplicationItinerary(Rollout rollout) {

    void play() throws IOException, InterruptedException {
        Acts acts = new Acts(rollout);
        acts.begin();
        acts.waits("segue run", acts.runUntilVerified());
        acts.start(2);
        refused(acts, Stage.DUAL_WRITE);
        acts.end(1);
        stage(acts, Stage.DUAL_WRITE, "each write goes to both, or to neither");
        acts.watch();
        acts.fillWhileOneIsKilled(2);
        stage(acts, Stage.SHADOW, "half of the reads look into addresses, too");
        acts.watch();
        acts.freezeWhile(2, () -> stage(acts, Stage.LIVE, "addresses answer"));
        stage(acts, Stage.SHADOW, "something looks odd, back at once");
        acts.watch();
        acts.killOneMore(2);
        stage(acts, Stage.LIVE, "it was nothing");
        acts.watch();
        stage(acts, Stage.RAMP_DOWN, "nobody reads the old columns any more");
        acts.watch();
        rollout.engine().verify(Rollout.MIGRATION);
        acts.says("segue verify");
        stage(acts, Stage.COMPLETE, "the old columns are no longer written");
        acts.watch();
        acts.replace(3);
        acts.leaveTheOldShape();
        acts.killOneMore(3);
    }

    private void refused(Acts acts, Stage wanted) {
        StageMove move = rollout.engine().stage(Rollout.MIGRATION, wanted);
        if (move.moved()) {
            throw new RolloutFailedException("stage " + wanted.word() + " was not refused, and version 1 runs");
        }
        acts.says("segue stage " + wanted.word() + " is refused:");
        rollout.timeline().adds(reasons(move));
    }

    private static String reasons(StageMove move) {
        return move.against().stream().map(StageMove.Against::reason).collect(Collectors.joining("; "));
    }

    /** Tries until every instance follows, or has lost its lease. */
    private void stage(Acts acts, Stage wanted, String why) throws InterruptedException {
        StageMove[] last = new StageMove[1];
        Waiting.until(
                () -> {
                    last[0] = rollout.engine().stage(Rollout.MIGRATION, wanted);
                    return last[0].moved();
                },
                () -> "stage " + wanted.word() + " is still refused: " + reasons(last[0]));
        acts.says("segue stage " + wanted.word() + ": " + why);
    }
}
