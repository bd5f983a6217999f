package dev.segue.examples.orders.spring.rollout;

import dev.segue.testing.oracle.Oracle;
import java.time.Duration;

/**
 * What customers deal with.
 *
 * @param balancer takes their requests
 * @param oracle knows their writes
 * @param tally counts
 * @param onItsWay how long a write may be on its way to the other shape; that is said, and no loss
 */
record Shop(Balancer balancer, Oracle oracle, Tally tally, Duration onItsWay) {}
