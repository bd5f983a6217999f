/** The application side: tells which shape of the data a session reads and writes. */
@NullMarked
package dev.segue.client;

import org.jspecify.annotations.NullMarked;
