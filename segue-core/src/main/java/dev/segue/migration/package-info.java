/** The declared migration: what a migration file says, with every problem located in that file. */
@NullMarked
package dev.segue.migration;

import org.jspecify.annotations.NullMarked;
