package dev.segue.engine;

import dev.segue.engine.GateKeeper.Evidence;
import dev.segue.gate.Requirement;
import dev.segue.gate.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the application's instances say about gates. Pure functions of what the journal holds. */
final class FleetEvidence {

    private static final int MOST_NAMED = 5;

    private final String migration;
    private final Fleet fleet;
    private final Instant now;

    FleetEvidence(String migration, Fleet fleet, Instant now) {
        this.migration = migration;
        this.fleet = fleet;
        this.now = now;
    }

    /** {@return whether dark reads have read both shapes since the flag last moved} */
    boolean hasDarkReads() {
        return fleet.darkReads().stream()
                .map(Fleet.DarkRead::counts)
                .anyMatch(counts -> counts.comparisons() + counts.inconclusive() > 0);
    }

    Evidence oldCodeRetired() {
        Fleet.Stages stages = fleet.stages();
        List<Fleet.Instance> living = fleet.living();
        if (stages == null || stages.stage() == Stage.OFF) {
            List<Fleet.Instance> single = living.stream()
                    .filter(i -> i.use() != null && !i.use().shapes().equals("BOTH"))
                    .toList();
            return Evidence.closed(
                    "stage off: " + instances(living)
                            + (single.isEmpty() ? "" : ", not all can write both shapes: " + named(single)),
                    single.isEmpty()
                            ? "segue stage " + migration + " dual_write"
                            : "retire them, then segue stage " + migration + " dual_write");
        }
        if (living.isEmpty()) {
            return new Evidence(
                    Verdict.UNKNOWN,
                    "stage " + stages.stage().word() + ", but no running instance reports: who writes is not known",
                    "let the application register its instances: Segue.open, or segue.register in SQL");
        }
        List<Fleet.Instance> late = living.stream()
                .filter(i -> i.use() != null
                        && (i.use().behind() || !i.use().shapes().equals("BOTH")))
                .toList();
        return late.isEmpty()
                ? Evidence.open("stage " + stages.stage().word() + ": " + instances(living) + ", all write both shapes")
                : Evidence.closed(
                        "stage " + stages.stage().word()
                                + ", but %d of %s not yet in it: %s"
                                        .formatted(late.size(), instances(living), named(late)),
                        "wait for their next heartbeat, or retire them");
    }

    Evidence stageComplete(Requirement requirement) {
        Fleet.Stages stages = fleet.stages();
        if (stages == null || stages.stage() != Stage.COMPLETE) {
            String stage = stages == null ? "none" : stages.stage().word();
            int next = stages == null ? 0 : stages.stage().ordinal() + 1;
            return Evidence.closed(
                    "stage " + stage + ": the old shape is still written",
                    "segue stage " + migration + " " + Stage.values()[next].word());
        }
        List<Fleet.Instance> living = fleet.living();
        List<Fleet.Instance> late =
                living.stream().filter(i -> i.use() != null && i.use().behind()).toList();
        Duration age = Duration.between(stages.since(), now);
        String text = "complete for " + GateKeeper.words(age);
        if (!late.isEmpty()) {
            return Evidence.closed(
                    text + ", but %d of %s not yet in it: %s".formatted(late.size(), instances(living), named(late)),
                    "wait for their next heartbeat, or retire them");
        }
        return age.compareTo(requirement.window()) >= 0
                ? Evidence.open(text + ", " + instances(living))
                : Evidence.closed(
                        text + " of " + GateKeeper.words(requirement.window()) + ", " + instances(living),
                        "wait " + GateKeeper.words(requirement.window().minus(age)));
    }

    Evidence outboxEmpty() {
        return fleet.outbox() == 0
                ? Evidence.open("no write to another store waits")
                : Evidence.closed(
                        "%,d writes to another store wait in the outbox".formatted(fleet.outbox()),
                        "wait for the relay");
    }

    /** What the flag says is an intention; what instances served is a fact. */
    Evidence flagSettled(Requirement requirement, Journal.Flag flag) {
        Instant since = flag.changedAt();
        if (flag.percent() < 100 || since == null) {
            return Evidence.closed(flag.percent() + " % on new", "segue flag " + migration + " on");
        }
        List<Fleet.Instance> living = fleet.living();
        Duration age = Duration.between(since, now);
        String text = "100 % on new for " + GateKeeper.words(age);
        List<Fleet.Instance> late =
                living.stream().filter(i -> i.use() != null && i.use().behind()).toList();
        if (!late.isEmpty()) {
            return Evidence.closed(
                    text + ", but %d of %s not yet in it: %s".formatted(late.size(), instances(living), named(late)),
                    "wait for their next heartbeat, or retire them");
        }
        Instant begin = now.minus(requirement.window());
        List<Fleet.Instance> served = living.stream()
                .filter(i -> i.use() != null && after(i.use().old().last(), begin))
                .toList();
        if (!served.isEmpty()) {
            return Evidence.closed(
                    text
                            + ", but %d of %s served the old shape within %s: %s"
                                    .formatted(
                                            served.size(),
                                            instances(living),
                                            GateKeeper.words(requirement.window()),
                                            named(served)),
                    "see segue instances " + migration + "; retire what does not follow the flag");
        }
        String measured = living.isEmpty()
                ? "; no running instance reports what it serves"
                : ", " + instances(living) + ", none served the old shape"
                        + (requirement.window().isZero() ? "" : " within " + GateKeeper.words(requirement.window()));
        return age.compareTo(requirement.window()) >= 0
                ? Evidence.open(text + measured)
                : Evidence.closed(
                        text + " of " + GateKeeper.words(requirement.window()) + measured,
                        "wait " + GateKeeper.words(requirement.window().minus(age)));
    }

    private static boolean after(@Nullable Instant last, Instant begin) {
        return last != null && last.isAfter(begin);
    }

    Evidence darkReadsClean(Requirement requirement) {
        if (fleet.darkReads().isEmpty()) {
            return Evidence.closed(
                    "no dark read is registered", "deploy code that registers its dark reads with this migration");
        }
        List<String> found = new ArrayList<>();
        boolean clean = true;
        boolean differs = false;
        for (Fleet.DarkRead read : fleet.darkReads()) {
            String missing = read.missing(requirement);
            clean &= missing.isEmpty();
            differs |= read.counts().mismatches() > 0;
            found.add(found(read) + (missing.isEmpty() || read.counts().mismatches() > 0 ? "" : ", " + missing));
        }
        String text = String.join("; ", found);
        if (clean) {
            return Evidence.open(text);
        }
        return Evidence.closed(
                text,
                differs
                        ? "segue dark-reads " + migration
                        : "%,d clean comparisons of each within %s"
                                .formatted(requirement.comparisons(), GateKeeper.words(requirement.window())));
    }

    /** {@return {@code orders.address: 1,204,331 compared, 0 differ (rate below 2.5e-6)}} */
    static String found(Fleet.DarkRead read) {
        Fleet.Counts counts = read.counts();
        String bound = counts.bound() >= 1 ? "" : String.format(Locale.ROOT, " (rate below %.1e)", counts.bound());
        return "%s: %,d compared, %,d differ%s"
                .formatted(read.name(), counts.comparisons(), counts.mismatches(), bound);
    }

    static String instances(List<Fleet.Instance> some) {
        return some.size() == 1 ? "1 instance" : some.size() + " instances";
    }

    static String named(List<Fleet.Instance> some) {
        String text = some.stream().limit(MOST_NAMED).map(Fleet.Instance::title).collect(Collectors.joining(", "));
        return some.size() > MOST_NAMED ? text + ", …" : text;
    }
}
