/** Versions of the application's code, each in a process of its own, rolled out and retired under every strategy. */
@NullMarked
package dev.segue.testing.rollout;

import org.jspecify.annotations.NullMarked;
