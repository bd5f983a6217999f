package dev.segue.client.darkread;

import java.util.Objects;

/**
 * One field in which two answers differ.
 *
 * @param path where it is: {@code address.lines[0].zip}; empty for the whole answer
 * @param general the same with {@code [*]} for the places of lists, as rules name it, and {@code *} for keys that may be
 *     data
 * @param old what the old shape gave: a hash, or the value itself where the rules allow it to be shown; {@code null} and
 *     {@code missing} are told as they are
 * @param fresh what the new shape gave, likewise
 */
public record Difference(String path, String general, String old, String fresh) {
    public Difference {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(general, "general");
        Objects.requireNonNull(old, "old");
        Objects.requireNonNull(fresh, "fresh");
    }

    @Override
    public String toString() {
        return (path.isEmpty() ? "answer" : path) + ": " + old + " ≠ " + fresh;
    }
}
