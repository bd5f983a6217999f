/**
 * Rolls the versions of the order service out while customers order, through a whole migration, and says what became of
 * every write. Entry type: {@link dev.segue.examples.orders.spring.rollout.Rollout}, used by one thread.
 */
@NullMarked
package dev.segue.examples.orders.spring.rollout;

import org.jspecify.annotations.NullMarked;
