package dev.segue.examples.orders.spring.rollout;

/** The rollout cannot go on; the message says why. */
public final class RolloutFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RolloutFailedException(String message) {
        super(message);
    }
}
