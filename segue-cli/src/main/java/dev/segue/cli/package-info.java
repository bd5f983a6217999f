/** The {@code segue} command line. */
@NullMarked
package dev.segue.cli;

import org.jspecify.annotations.NullMarked;
