package dev.segue.plan;

import org.jspecify.annotations.Nullable;

/**
 * A script of the migration's author.
 *
 * @param down undoes it; null where nothing does
 * @param onComplete whether it waits until the old shape goes
 */
record Script(String up, @Nullable String down, boolean onComplete) {}
