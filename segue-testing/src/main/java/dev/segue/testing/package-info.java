/** Embedded servers, old and new writers, and the shared walk that every operation is tested with. */
@NullMarked
package dev.segue.testing;

import org.jspecify.annotations.NullMarked;
