/** Processes of the application, seen from outside. */
@NullMarked
package dev.segue.testing.process;

import org.jspecify.annotations.NullMarked;
