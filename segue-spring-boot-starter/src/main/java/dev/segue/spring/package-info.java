/**
 * Segue in a Spring application. Entry: {@link dev.segue.spring.SegueMigrations}, a bean, and the annotations {@link
 * dev.segue.spring.DarkRead} and {@link dev.segue.spring.DuplicateWrite}. Thread-safe throughout.
 */
@NullMarked
package dev.segue.spring;

import org.jspecify.annotations.NullMarked;
