package dev.segue.examples.orders.spring.rollout;

/** Who keeps both shapes in step. */
public enum DuplicateWrites {
    /** Triggers do; a flag says which shape a request uses. */
    DATABASE,
    /** Version 2 does, in one transaction; it goes from stage to stage. */
    APPLICATION
}
