package dev.segue.client.darkread;

import java.time.LocalDate;
import java.util.Objects;

/**
 * A difference that is known and does not matter, for a while.
 *
 * @param id by which people speak of it, for example the number of a ticket
 * @param path the field, with {@code [*]} for any place of a list; what lies below it is meant too
 * @param until the last day on which it holds; after that the difference counts again
 */
public record IgnoreRule(String id, String path, LocalDate until) {
    public IgnoreRule {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(until, "until");
        if (id.isBlank()) {
            throw new IllegalArgumentException("a rule needs an id, so that people can speak of it");
        }
    }

    boolean covers(String general, LocalDate today) {
        return !today.isAfter(until) && (general.equals(path) || !path.isEmpty() && Paths.covers(path, general));
    }
}
