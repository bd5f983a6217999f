package dev.segue.export;

import org.jspecify.annotations.Nullable;

/**
 * A script for another tool.
 *
 * @param fileName the name by which the tool takes it
 * @param text what is in it
 * @param configuration what has to stand beside it, in a file of the same name with {@code .conf} at its end; null where
 *     nothing has to
 */
public record Script(String fileName, String text, @Nullable String configuration) {}
