/** The shape of a live schema as plain values, independent of where it was read from. */
@NullMarked
package dev.segue.catalog;

import org.jspecify.annotations.NullMarked;
