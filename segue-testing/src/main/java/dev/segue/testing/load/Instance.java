package dev.segue.testing.load;

import dev.segue.testing.load.LoadSnapshot.InstanceSnapshot;
import java.util.concurrent.atomic.LongAdder;

/** One running process of the application: its name, its code, and what its sessions count together. Thread-safe. */
final class Instance {

    private static final double SMOOTHING_SECONDS = 1.0;

    final String name;
    final boolean newCode;
    final LongAdder requests = new LongAdder();
    final LongAdder newShapeRequests = new LongAdder();
    volatile boolean retired;

    private long lastTime = System.nanoTime();
    private long lastRequests;
    private long lastNewShape;
    private double rate;
    private double newShapeRate;

    Instance(String name, boolean newCode) {
        this.name = name;
        this.newCode = newCode;
    }

    /** The rates are smoothed over about a second, however often this is called. */
    synchronized InstanceSnapshot snapshot() {
        long now = System.nanoTime();
        long done = requests.sum();
        long doneNew = newShapeRequests.sum();
        double seconds = (now - lastTime) / 1e9;
        if (seconds >= 0.02) {
            double weight = 1 - Math.exp(-seconds / SMOOTHING_SECONDS);
            rate += weight * ((done - lastRequests) / seconds - rate);
            newShapeRate += weight * ((doneNew - lastNewShape) / seconds - newShapeRate);
            lastTime = now;
            lastRequests = done;
            lastNewShape = doneNew;
        }
        double share = rate < 0.5 ? 0 : 100 * newShapeRate / rate;
        int percent = share < 0.5 ? 0 : share > 99.5 ? 100 : (int) Math.round(share);
        return new InstanceSnapshot(name, newCode ? "new v42" : "old v41", percent, !retired, done, rate);
    }
}
