/**
 * The kill harness: strikes the engine, its server or its connection at every statement that the engine sends, lets the
 * application write on, and asserts that the migration can be resumed to its end and rolled back to its beginning. Entry
 * types: {@link dev.segue.testing.kill.KillCase}, which an operation provides, and
 * {@link dev.segue.testing.kill.KillHarness}. Not thread-safe.
 */
@NullMarked
package dev.segue.testing.kill;

import org.jspecify.annotations.NullMarked;
