/**
 * Instances of old and new code that work on a database all the time, each on its own connections. Entry type:
 * {@link dev.segue.testing.load.Load}, which is thread-safe; what they do is an {@link dev.segue.testing.load.Application}.
 */
@NullMarked
package dev.segue.testing.load;

import org.jspecify.annotations.NullMarked;
