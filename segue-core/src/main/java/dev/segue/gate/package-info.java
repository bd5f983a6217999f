/** Verdicts (safe, unsafe, unknown) on whether a migration may move on, with their evidence. */
@NullMarked
package dev.segue.gate;

import org.jspecify.annotations.NullMarked;
