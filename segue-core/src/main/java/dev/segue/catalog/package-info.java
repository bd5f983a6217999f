/**
 * The structure of a database as immutable data, and the difference between two of them. Entry type:
 * {@link dev.segue.catalog.Catalog}. Everything here is thread-safe and knows no other package of Segue.
 */
@NullMarked
package dev.segue.catalog;

import org.jspecify.annotations.NullMarked;
