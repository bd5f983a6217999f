package dev.segue.examples.orders.spring.rollout;

import java.io.IOException;
import java.util.List;

/** The database writes twice: all versions run side by side, and a flag says which shape version 2 uses. */
record DatabaseItinerary(Rollout rollout) {

    void play() throws IOException, InterruptedException {
        Acts acts = new Acts(rollout);
        acts.begin();
        acts.fillWhileOneIsKilled(1);
        acts.start(2);
        flag(acts, 25, "a quarter of the orders use addresses");
        acts.watch();
        acts.freezeWhile(2, () -> flag(acts, 100, "all orders of version 2 do"));
        acts.waits("segue seal", rollout.engine().seal(Rollout.MIGRATION, List.of()));
        flag(acts, 0, "something looks odd, back at once");
        acts.watch();
        acts.killOneMore(2);
        flag(acts, 100, "it was nothing");
        acts.watch();
        acts.end(1);
        acts.replace(3);
        acts.leaveTheOldShape();
        acts.killOneMore(3);
    }

    private void flag(Acts acts, int percent, String why) {
        rollout.engine().flag(Rollout.MIGRATION, percent);
        String value = percent == 100 ? "on" : percent == 0 ? "off" : percent + "%";
        acts.says("segue flag " + value + ": " + why);
    }
}
