/**
 * What Segue asks of a database. Entry type: {@link dev.segue.dialect.Dialect}, which a module per database implements;
 * nobody asks which one it is. Implementations are stateless and thread-safe.
 */
@NullMarked
package dev.segue.dialect;

import org.jspecify.annotations.NullMarked;
