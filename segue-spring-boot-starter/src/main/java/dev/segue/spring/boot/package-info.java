/**
 * How Spring Boot finds Segue: one configuration class per concern, and the properties {@code segue.*}. Entry: {@link
 * dev.segue.spring.boot.SegueAutoConfiguration}. Used by one thread, at start.
 */
@NullMarked
package dev.segue.spring.boot;

import org.jspecify.annotations.NullMarked;
