package dev.segue.engine;

import java.time.Instant;

/**
 * One line of the append-only event log.
 *
 * @param at by the database's clock
 * @param migration whose
 * @param kind what kind of event: {@code state}, {@code flag}, {@code force}, …
 * @param actor who: the operating system's user, the host and the process
 * @param message what happened, with its evidence
 */
public record Event(long number, Instant at, String migration, String kind, String actor, String message) {

    /** The kind of an approval. */
    public static final String APPROVAL = "approve";
}
