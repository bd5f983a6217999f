package dev.segue.mapping;

import org.jspecify.annotations.Nullable;

/**
 * What became of an expression without any column.
 *
 * @param text its value; null where it is NULL or there is none
 * @param failure the server's reason why there is none, else null
 */
public record Evaluated(@Nullable String text, @Nullable String failure) {}
