/**
 * The {@code segue} command line. Entry type: {@link dev.segue.cli.Main}. Commands are in {@code command}, what they read
 * in {@code settings}, what they print in {@code render} and {@code terminal}; none of it is an API.
 */
@NullMarked
package dev.segue.cli;

import org.jspecify.annotations.NullMarked;
