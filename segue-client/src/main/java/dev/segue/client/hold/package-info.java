/**
 * Traffic that is held while the system is stopped for a big bang. Entry type: {@link
 * dev.segue.client.hold.TrafficHold}. Thread-safe.
 */
@NullMarked
package dev.segue.client.hold;

import org.jspecify.annotations.NullMarked;
