package dev.segue.cli.render;

import dev.segue.engine.Fleet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

    /** {@return {@code 14: 9 know both shapes, 5 only the old (orders v41); 2 behind the flag}} */
    static String instances(Fleet fleet) {
        Map<String, List<Fleet.Instance>> byShapes = fleet.living().stream()
                .filter(i -> i.use() != null)
                .collect(Collectors.groupingBy(i -> i.use().shapes(), TreeMap::new, Collectors.toList()));
        List<String> parts = new ArrayList<>();
        byShapes.forEach((shapes, some) -> parts.add(
                switch (shapes) {
                    case "BOTH" -> some.size() + " know both shapes";
                    case "OLD" -> some.size() + " only the old" + versions(some);
                    default -> some.size() + " only the new" + versions(some);
                }));
        long behind = fleet.living().stream()
                .filter(i -> i.use() != null && i.use().behind())
                .count();
        return fleet.living().size() + " running: " + String.join(", ", parts)
                + (behind == 0 ? "" : "; " + behind + " behind the flag");
    }

    private static String versions(List<Fleet.Instance> some) {
        List<String> versions = some.stream()
                .map(i -> i.process().service() + " " + i.process().version())
                .distinct()
                .toList();
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
                                .filter(i -> i.use() != null && i.use().behind())
                                .map(Fleet.Instance::title)
                                .toList())
                .with("darkReads", fleet.darkReads(), DarkReadsReport::json)
                .with("outbox", fleet.outbox());
    }
}
