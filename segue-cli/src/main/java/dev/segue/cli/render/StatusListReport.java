package dev.segue.cli.render;

import dev.segue.engine.Lifecycle;
import dev.segue.engine.Status;
import java.util.List;
import java.util.Map;

/** How all migrations stand: those under way in full, finished ones on one line. */
public record StatusListReport(List<Status> statuses) implements Report {

    public StatusListReport {
        statuses = List.copyOf(statuses);
    }

    @Override
    public void text(Page page) {
        if (statuses.isEmpty()) {
            page.line("No migration was ever started here.");
            page.line("Next: segue new NAME writes one, segue plan FILE shows what it would do");
            return;
        }
        for (Status status : statuses) {
            if (!page.lines().isEmpty()) {
                page.blank();
            }
            if (finished(status)) {
                page.line(page.style().bold(status.name()) + "   "
                        + status.state().word() + " "
                        + Wording.duration(status.ages().inState()) + " ago");
            } else {
                new StatusReport(status).text(page);
            }
        }
    }

    private static boolean finished(Status status) {
        return status.state() instanceof Lifecycle.Contracted || status.state() instanceof Lifecycle.RolledBack;
    }

    @Override
    public Map<String, Object> json() {
        return new Json()
                .with("migrations", statuses, status -> new StatusReport(status).json())
                .map();
    }
}
