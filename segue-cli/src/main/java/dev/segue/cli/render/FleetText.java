package dev.segue.cli.render;

import dev.segue.engine.Fleet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the application's instances say, in a line or two. */
final class FleetText {

    private static final int MOST_NAMED = 3;

    private FleetText() {}

    static void write(Page page, Fleet fleet, int label) {
        if (!fleet.living().isEmpty()) {
            page.wrapped("  instances", label, instances(fleet));
        }
        for (Fleet.DarkRead read : fleet.darkReads()) {
            String bound = DarkReadsReport.bound(read.counts());
            page.wrapped(
                    "  dark read",
                    label,
                    "%s: %s compared, %s%s"
                            .formatted(
                                    read.name(),
                                    Wording.count(read.counts().comparisons()),
                                    Wording.differ(read.counts().mismatches()),
                                    bound.isEmpty() ? "" : " (rate below " + bound + ")"));
        }
        if (fleet.outbox() > 0) {
            page.wrapped("  outbox", label, Wording.count(fleet.outbox(), "write") + " to another store on the way");
        }
    }

    /** {@return {@code 14 running: 9 know both shapes, 5 only the old (orders v41); 2 behind the flag}} */
    static String instances(Fleet fleet) {
        int both = 0;
        int behind = 0;
        Set<String> old = new LinkedHashSet<>();
        Set<String> fresh = new LinkedHashSet<>();
        Map<String, Integer> singles = new HashMap<>();
        for (Fleet.Instance instance : fleet.living()) {
            Fleet.Use use = instance.use();
            if (use == null) {
                continue;
            }
            behind += use.behind() ? 1 : 0;
            String version =
                    instance.process().service() + " " + instance.process().version();
            switch (use.shapes()) {
                case "BOTH" -> both++;
                case "OLD" -> old.add(version);
                default -> fresh.add(version);
            }
            singles.merge(use.shapes(), 1, Integer::sum);
        }
        List<String> parts = new ArrayList<>();
        if (both > 0) {
            parts.add(both + " know both shapes");
        }
        if (!old.isEmpty()) {
            parts.add(singles.get("OLD") + " only the old" + versions(old));
        }
        if (!fresh.isEmpty()) {
            parts.add(singles.get("NEW") + " only the new" + versions(fresh));
        }
        return fleet.living().size() + " running: " + String.join(", ", parts)
                + (behind == 0 ? "" : "; " + behind + " behind the flag");
    }

    private static String versions(Set<String> versions) {
        return versions.stream().limit(MOST_NAMED).collect(Collectors.joining(", ", " (", ""))
                + (versions.size() > MOST_NAMED ? ", …)" : ")");
    }

    static Json json(Fleet fleet) {
        Fleet.Stages stages = fleet.stages();
        return new Json()
                .with("stage", stages == null ? null : stages.stage().word())
                .with("epoch", stages == null ? null : stages.epoch())
                .with("stageSince", stages == null ? null : stages.since())
                .with("instances", fleet.living().size())
                .with(
                        "behind",
                        fleet.living().stream()
                                .filter(FleetText::isBehind)
                                .map(Fleet.Instance::title)
                                .toList())
                .with("darkReads", fleet.darkReads(), DarkReadsReport::json)
                .with("outbox", fleet.outbox());
    }

    private static boolean isBehind(Fleet.Instance instance) {
        Fleet.Use use = instance.use();
        return use != null && use.behind();
    }
}
