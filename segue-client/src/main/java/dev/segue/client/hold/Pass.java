package dev.segue.client.hold;

import java.util.concurrent.atomic.AtomicBoolean;

/** A request under way, which a stop of the system waits for. Thread-safe. */
public final class Pass implements AutoCloseable {

    private final TrafficHold hold;
    private final Thread entered;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicBoolean handedOver = new AtomicBoolean();

    Pass(TrafficHold hold, Thread entered) {
        this.hold = hold;
        this.entered = entered;
    }

    /** The request has ended. Does nothing the second time. */
    @Override
    public void close() {
        if (over.compareAndSet(false, true)) {
            if (handedOver.compareAndSet(false, true)) {
                hold.leaves(entered);
            }
            hold.left();
        }
    }

    /** The request goes on without the thread that entered, which may serve another one. */
    void handOver() {
        if (handedOver.compareAndSet(false, true)) {
            hold.leaves(entered);
        }
    }
}
