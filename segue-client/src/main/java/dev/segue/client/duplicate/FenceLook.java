package dev.segue.client.duplicate;

import java.util.Optional;

/**
 * A look at whether a migration's stages have ended. Until it is closed, this process does not say that it has heard of
 * the end, so nobody takes the fence away between the look and its lock. For one thread.
 */
public interface FenceLook extends AutoCloseable {

    /** {@return what holds where no fence is: before the stages begin, and after they have ended; empty while they last} */
    Optional<Pinned> withoutFence();

    /**
     * {@return whether a fence is there as long as the database counts on this process} One that is gone all the same says
     * that this process has lost its lease, and slept through the end.
     */
    boolean expectsFence();

    @Override
    void close();
}
