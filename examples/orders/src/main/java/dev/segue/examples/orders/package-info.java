/** A small order-taking application whose tables are migrated while it runs. */
@NullMarked
package dev.segue.examples.orders;

import org.jspecify.annotations.NullMarked;
