package dev.segue.client.duplicate;

import java.util.Optional;

/**
 * A look at whether a migration's stages have ended. Until it is closed, this process does not say that it has heard of
 * the end, so nobody takes the fence away between the look and its lock. For one thread.
 */
public interface FenceLook extends AutoCloseable {

    /** {@return what holds where no fence is: before the stages begin, and after they have ended; empty while they last} */
    Optional<Pinned> withoutFence();

    @Override
    void close();
}
