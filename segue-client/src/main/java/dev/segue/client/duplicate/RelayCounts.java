package dev.segue.client.duplicate;

/**
 * What a relay did since it was started.
 *
 * @param delivered deliveries that the target took
 * @param failed attempts that the target refused
 * @param late deliveries given up because their lease had ended before their turn
 * @param outages how often the database was away
 */
public record RelayCounts(long delivered, long failed, long late, long outages) {}
