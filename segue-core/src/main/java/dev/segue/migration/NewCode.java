package dev.segue.migration;

import dev.segue.declare.Default;
import dev.segue.declare.Description;

/**
 * What the catalogs cannot know of the new code.
 *
 * @param runsOnBefore whether it was written to run on the shape before, too
 */
@Description("What the author states about the new code; shown as stated, not as proven.")
public record NewCode(
        @Description("Whether the new code was written to run on the shape before, too.") @Default("false")
        boolean runsOnBefore) {

    /** Nothing is stated. */
    public static final NewCode NOTHING_STATED = new NewCode(false);
}
