/**
 * What operators see of Segue in a Spring application: health, endpoint, meters. Entry: {@link
 * dev.segue.spring.actuate.SegueEndpoint}. Thread-safe.
 */
@NullMarked
package dev.segue.spring.actuate;

import org.jspecify.annotations.NullMarked;
