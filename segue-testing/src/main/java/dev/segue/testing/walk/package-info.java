/**
 * The walk that every operation is tested with: start, roll back, start again, contract, while old and new code write all
 * the time. Entry types: {@link dev.segue.testing.walk.WalkCase}, which an operation provides, and
 * {@link dev.segue.testing.walk.Walk}. Not thread-safe.
 */
@NullMarked
package dev.segue.testing.walk;

import org.jspecify.annotations.NullMarked;
