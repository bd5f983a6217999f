/**
 * {@code segue demo}: a whole migration under live traffic, watched by an oracle. Entry type:
 * {@link dev.segue.cli.demo.Demo}, for one thread.
 */
@NullMarked
package dev.segue.cli.demo;

import org.jspecify.annotations.NullMarked;
