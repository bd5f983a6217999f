/** Plans as data: the itinerary of a migration and the statements each stage will execute. */
@NullMarked
package dev.segue.plan;

import org.jspecify.annotations.NullMarked;
