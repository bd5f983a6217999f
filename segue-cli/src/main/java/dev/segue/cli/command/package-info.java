/** One class per command. Entry type: {@link dev.segue.cli.command.SegueCommand}. */
@NullMarked
package dev.segue.cli.command;

import org.jspecify.annotations.NullMarked;
