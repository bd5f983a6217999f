/**
 * The case of orders whose address columns move into a table of their own. Entry types:
 * {@link dev.segue.testing.orders.OrdersSchema}, which describes the tables and the migration, and
 * {@link dev.segue.testing.orders.OrdersApplication}, which is the old and the new code. Thread-safe.
 */
@NullMarked
package dev.segue.testing.orders;

import org.jspecify.annotations.NullMarked;
