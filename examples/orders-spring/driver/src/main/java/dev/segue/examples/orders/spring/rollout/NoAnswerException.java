package dev.segue.examples.orders.spring.rollout;

import java.io.IOException;

/** A request got no answer: its instance was killed or is frozen. Whether it was done is not known. */
final class NoAnswerException extends Exception {

    private static final long serialVersionUID = 1L;

    NoAnswerException(String instance, IOException cause) {
        super(instance + " did not answer: " + cause, cause);
    }
}
