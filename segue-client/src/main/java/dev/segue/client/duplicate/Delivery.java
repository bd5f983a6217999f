package dev.segue.client.duplicate;

import java.util.Objects;

/**
 * One write to another store.
 *
 * @param id grows from delivery to delivery of a key: a target that keeps the highest id of each key, and lets smaller ones
 *     go, has each effect once
 * @param key what is written
 * @param payload what it is given
 * @param attempt 1 at first
 */
public record Delivery(long id, String key, String payload, int attempt) {

    public Delivery {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(payload, "payload");
    }
}
