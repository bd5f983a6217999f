/** Requests of a servlet application. Entry type: {@link dev.segue.spring.web.HeldPaths}. Thread-safe. */
@NullMarked
package dev.segue.spring.web;

import org.jspecify.annotations.NullMarked;
