/**
 * A small order service in the three versions through which it goes while its addresses get a table of their own. Entry
 * type: {@link dev.segue.examples.orders.OrderService}. Repositories are thread-safe.
 */
@NullMarked
package dev.segue.examples.orders;

import org.jspecify.annotations.NullMarked;
