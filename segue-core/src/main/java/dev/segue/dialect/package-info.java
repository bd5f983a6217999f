/** The contract through which the engine knows a database product. */
@NullMarked
package dev.segue.dialect;

import org.jspecify.annotations.NullMarked;
