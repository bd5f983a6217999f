/**
 * Migrations as scripts for other tools, which build databases in which Segue never ran. Entry type:
 * {@link dev.segue.export.Scripts}. All of it is immutable and a function of a plan.
 */
@NullMarked
package dev.segue.export;

import org.jspecify.annotations.NullMarked;
