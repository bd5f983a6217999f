/**
 * Dark reads: both shapes are read, one answers, the two are compared. Entry: {@link dev.segue.client.darkread.DarkReads}.
 * Thread-safe throughout. Whatever the dark side does, the caller gets its answer, and the cost is bounded.
 */
@NullMarked
package dev.segue.client.darkread;

import org.jspecify.annotations.NullMarked;
