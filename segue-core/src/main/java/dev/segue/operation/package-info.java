/**
 * The operations a migration consists of: one class each, with its declared form and its resolution.
 *
 * <p>Entry type: {@link dev.segue.operation.Operation}. Everything declared is immutable.
 */
@NullMarked
package dev.segue.operation;

import org.jspecify.annotations.NullMarked;
