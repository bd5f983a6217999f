/** How rows of the old shape correspond to rows of the new shape, in both directions. */
@NullMarked
package dev.segue.mapping;

import org.jspecify.annotations.NullMarked;
