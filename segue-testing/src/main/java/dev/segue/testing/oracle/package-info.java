/**
 * Remembers every acknowledged write and says afterwards, or while the writers write, whether one was lost. Entry type:
 * {@link dev.segue.testing.oracle.Oracle}, which is thread-safe.
 */
@NullMarked
package dev.segue.testing.oracle;

import org.jspecify.annotations.NullMarked;
