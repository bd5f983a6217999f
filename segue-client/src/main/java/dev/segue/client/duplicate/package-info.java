/**
 * Duplicate writes by the application: both shapes are written in the caller's transaction, pinned to the stage by the
 * database. Entry: {@link dev.segue.client.duplicate.DuplicateWrites}; for a new shape that lives in another store,
 * {@link dev.segue.client.duplicate.Outbox} and {@link dev.segue.client.duplicate.Relay}. Thread-safe throughout; what is
 * given a connection uses it on the caller's thread.
 */
@NullMarked
package dev.segue.client.duplicate;

import org.jspecify.annotations.NullMarked;
