/**
 * What commands print, as text of a given width and as JSON. Entry type: {@link dev.segue.cli.render.Report}. Pure
 * functions of what they are given; nothing here knows a terminal or a database.
 */
@NullMarked
package dev.segue.cli.render;

import org.jspecify.annotations.NullMarked;
