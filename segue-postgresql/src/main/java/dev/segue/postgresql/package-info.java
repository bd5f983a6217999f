/** The PostgreSQL dialect. */
@NullMarked
package dev.segue.postgresql;

import org.jspecify.annotations.NullMarked;
