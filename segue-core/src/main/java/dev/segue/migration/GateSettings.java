package dev.segue.migration;

import dev.segue.declare.AtLeast;
import dev.segue.declare.Default;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must hold before the old shape is taken away.
 *
 * @param darkReadsClean null where no dark reads are asked for
 */
@Description("What must hold before the old shape is taken away.")
public record GateSettings(
        @Description("How long the flag has stood on the new shape for everyone.") @Default("7d")
        Duration flagSettled,

        @Description("How long nothing has used the old shape.") @Default("24h")
        Duration oldSideQuiet,

        @Description("Whether no old code may be running any more, by instances and sessions.") @Default("true")
        boolean oldCodeRetired,

        @Description("How many dark reads in a row have shown no difference; not asked for if left out.") @Nullable
        DarkReadsClean darkReadsClean,

        @Description("How far read replicas may be behind; not asked for if left out.") @Nullable
        Duration replicasWithin,

        @Description("Who may approve that the old shape is put out of reach; nobody is asked if left out.") @Nullable
        List<String> approvedBy,

        @Description("Gates of your own.") @Nullable List<OwnGate> own,

        @Description("How long the old shape stays sealed, out of reach and restorable, before it is dropped.")
        @Default("72h")
        Duration soak) {

    public GateSettings {
        var faults = new Faults();
        faults.require(!flagSettled.isNegative(), "flag_settled", "the duration is negative", null);
        faults.require(!oldSideQuiet.isNegative(), "old_side_quiet", "the duration is negative", null);
        faults.require(!soak.isNegative(), "soak", "the duration is negative", null);
        faults.throwIfAny();
    }

    /** The defaults. */
    public static GateSettings defaults() {
        return new GateSettings(
                Duration.ofDays(7), Duration.ofHours(24), true, null, null, null, null, Duration.ofHours(72));
    }

    /** A gate of the user's own: exactly one of both questions. */
    public record OwnGate(
            @Description("The gate's name, for people.") String name,

            @Description("A query for one boolean, and perhaps a text that says why.") @Nullable
            String sql,

            @Description("What answers with a status of 200 to 299 where the gate is open.") @Nullable
            String url) {

        public OwnGate {
            var faults = new Faults();
            faults.require((sql == null) != (url == null), "", "a gate asks by sql or by url", "write one of both");
            faults.require(
                    url == null || url.startsWith("http://") || url.startsWith("https://"),
                    "url",
                    "the URL is neither http nor https",
                    null);
            faults.throwIfAny();
        }
    }

    /** Dark reads that have compared both shapes and found no difference. */
    public record DarkReadsClean(
            @Description("How many comparisons at least.") @AtLeast(1)
            long comparisons,

            @Description("Within which time up to now.") Duration window) {

        public DarkReadsClean {
            var faults = new Faults();
            faults.require(comparisons >= 1, "comparisons", "at least one comparison is needed", null);
            faults.require(window.isPositive(), "window", "the window has no length", "write a window like 24h");
            faults.throwIfAny();
        }
    }
}
