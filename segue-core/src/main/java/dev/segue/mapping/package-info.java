/**
 * How one shape's values give the other's. Entry type: {@link dev.segue.mapping.Mapping}. Everything here is immutable
 * data and thread-safe.
 */
@NullMarked
package dev.segue.mapping;

import org.jspecify.annotations.NullMarked;
