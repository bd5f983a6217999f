/**
 * What can be asked of tables that are there, and why not, before there is a migration. Entry types:
 * {@link dev.segue.inspect.Inspection}, and {@link dev.segue.inspect.Inspector}, which makes one. All of it is immutable
 * and a function of what was read; the reasons are those by which planning refuses.
 */
@NullMarked
package dev.segue.inspect;

import org.jspecify.annotations.NullMarked;
