/**
 * Where settings come from: options over environment over {@code segue.yaml}. Entry type:
 * {@link dev.segue.cli.settings.Settings}. Immutable data.
 */
@NullMarked
package dev.segue.cli.settings;

import org.jspecify.annotations.NullMarked;
