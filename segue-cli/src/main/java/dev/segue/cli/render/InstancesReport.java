package dev.segue.cli.render;

import dev.segue.engine.Fleet;
import java.util.List;
import java.util.Map;

/**
 * The application's instances.
 *
 * @param migration whose; empty for all
 * @param instances one entry for each instance and migration that it uses
 */
public record InstancesReport(String migration, List<Fleet.Instance> instances) implements Report {

    public InstancesReport {
        instances = List.copyOf(instances);
    }

    @Override
    public void text(Page page) {
        if (instances.isEmpty()) {
            page.line(
                    migration.isEmpty()
                            ? "No instance has registered."
                            : "No instance has registered for " + migration + ".");
            page.next("register them: Segue.open in Java, or segue.register in SQL; see reference, journal");
            return;
        }
        boolean all = migration.isEmpty();
        Grid grid = new Grid();
        grid.row(cells(all, "", "instance", "version", "migration", "shapes", "epoch", "old", "new", "lease"));
        for (Fleet.Instance instance : instances) {
            Fleet.Use use = instance.use();
            grid.row(cells(
                    all,
                    mark(page.style(), instance),
                    instance.process().service() + " " + instance.process().name(),
                    instance.process().version(),
                    use == null ? "" : use.migration(),
                    use == null ? "" : use.shapes().toLowerCase(java.util.Locale.ROOT),
                    use == null ? "" : use.epoch() + (use.behind() ? ", behind" : ""),
                    use == null ? "" : Wording.count(use.old().requests()),
                    use == null ? "" : Wording.count(use.fresh().requests()),
                    lease(instance)));
        }
        grid.write(page, "");
        page.line(page.style()
                .dim("old, new: requests served by each shape. behind: works by an earlier change of the flag."));
    }

    /** The migration is a column only where there are several. */
    private static String[] cells(boolean all, String... cells) {
        return all
                ? cells
                : java.util.stream.IntStream.range(0, cells.length)
                        .filter(n -> n != 3)
                        .mapToObj(n -> cells[n])
                        .toArray(String[]::new);
    }

    private static String mark(Style style, Fleet.Instance instance) {
        if (!instance.lives()) {
            return style.dim("–");
        }
        Fleet.Use use = instance.use();
        return use != null && use.behind() ? style.warning("!") : style.good("✔");
    }

    static String lease(Fleet.Instance instance) {
        if (instance.lease().drainedAt() != null) {
            return "drained";
        }
        return instance.lives()
                ? Wording.duration(instance.lease().left()) + " left"
                : "expired " + Wording.duration(instance.lease().left().negated()) + " ago";
    }

    @Override
    public Map<String, Object> json() {
        return new Json()
                .with("migration", migration.isEmpty() ? null : migration)
                .with("instances", instances, InstancesReport::json)
                .map();
    }

    private static Json json(Fleet.Instance instance) {
        Fleet.Use use = instance.use();
        Json json = new Json()
                .with("id", instance.process().id())
                .with("service", instance.process().service())
                .with("instance", instance.process().name())
                .with("version", instance.process().version())
                .with("lives", instance.lives())
                .with("registeredAt", instance.lease().registeredAt())
                .with("leaseLeftSeconds", instance.lease().left().toSeconds())
                .with("drainedAt", instance.lease().drainedAt());
        return use == null
                ? json
                : json.with("migration", use.migration())
                        .with("shapes", use.shapes())
                        .with("epoch", use.epoch())
                        .with("behind", use.behind())
                        .with("servedOld", use.old().requests())
                        .with("servedOldAt", use.old().last())
                        .with("servedNew", use.fresh().requests())
                        .with("servedNewAt", use.fresh().last());
    }
}
