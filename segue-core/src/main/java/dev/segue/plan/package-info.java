/**
 * What will be executed, as data: printable, storable, complete. Entry types: {@link dev.segue.plan.Plan} and
 * {@link dev.segue.plan.Planner}. Plans are immutable; the planner is stateless.
 */
@NullMarked
package dev.segue.plan;

import org.jspecify.annotations.NullMarked;
