/**
 * Executes plans, one resumable step after another, and keeps the journal. Entry type:
 * {@link dev.segue.engine.Engine}, which is thread-safe.
 */
@NullMarked
package dev.segue.engine;

import org.jspecify.annotations.NullMarked;
