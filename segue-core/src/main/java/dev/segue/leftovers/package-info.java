/**
 * What the sources of an application still say of an old shape. Entry type: {@link dev.segue.leftovers.LeftoverSearch}.
 * Files are read one after the other, and of each only the statement under way is held. Nothing here talks to a database.
 */
@NullMarked
package dev.segue.leftovers;

import org.jspecify.annotations.NullMarked;
