package dev.segue.operation;

import dev.segue.declare.Default;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.Key;
import dev.segue.declare.MayBeBlank;
import org.jspecify.annotations.Nullable;

/** Executes a script of the author's own. */
@Description("Executes a script of your own, which Segue does not understand; alone in its migration.")
public record Sql(
        @Description("The SQL, of one statement or several, executed in one transaction.")
        String up,

        @Description("The SQL that undoes it, for a rollback.") @MayBeBlank @Nullable
        String down,

        @Description("Whether it waits until the old shape goes, and cannot be undone.")
        @Default("false")
        @Key("onComplete")
        boolean onComplete)
        implements Operation {

    public Sql {
        var faults = new Faults();
        faults.require(
                down == null || !onComplete,
                "down",
                "what is done at contract is not rolled back",
                "leave down out, or leave onComplete out");
        faults.throwIfAny();
    }

    @Override
    public void resolve(Resolution resolution) {
        if (down == null && !onComplete) {
            resolution.warn("the script has no down: a rollback leaves what it did", "say down: …");
        }
        resolution.warn(
                "what the script does, and for how long it locks what, Segue does not know",
                "it runs in one transaction, with the lock timeout of every step");
        resolution.script(up, down, onComplete);
    }
}
