/** The operations a migration consists of: one class each, with its declared form and its resolution. */
@NullMarked
package dev.segue.operation;

import org.jspecify.annotations.NullMarked;
