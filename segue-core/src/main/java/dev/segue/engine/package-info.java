/** Executes plans: moves a migration from stage to stage and records every step in the journal. */
@NullMarked
package dev.segue.engine;

import org.jspecify.annotations.NullMarked;
