/**
 * The declared migration: what a migration file says, with every problem located in that file.
 *
 * <p>Entry type: {@link dev.segue.migration.MigrationFile}. Everything here is immutable and needs no database.
 */
@NullMarked
package dev.segue.migration;

import org.jspecify.annotations.NullMarked;
