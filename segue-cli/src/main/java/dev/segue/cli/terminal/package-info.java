/**
 * Where text is shown: a terminal that can be redrawn, or a stream of plain lines. Entry types:
 * {@link dev.segue.cli.terminal.Terminal} and {@link dev.segue.cli.terminal.Screen}; screens are thread-safe.
 */
@NullMarked
package dev.segue.cli.terminal;

import org.jspecify.annotations.NullMarked;
