package dev.segue.cli.render;

import dev.segue.engine.Event;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/**
 * The event log.
 *
 * @param ofAll whether the events of several migrations are among them
 */
public record HistoryReport(List<Event> events, boolean ofAll) implements Report {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    public HistoryReport {
        events = List.copyOf(events);
    }

    @Override
    public void text(Page page) {
        if (events.isEmpty()) {
            page.line("Nothing has happened yet.");
            return;
        }
        String migration = "";
        for (Event event : events) {
            if (ofAll && !event.migration().equals(migration)) {
                migration = event.migration();
                page.line(page.style().bold(migration));
            }
            String kind = event.kind().equals("force")
                    ? page.style().warning(event.kind())
                    : page.style().accent(event.kind());
            page.wrapped(
                    "%s  %s  ".formatted(TIME.format(event.at()), Page.pad(kind, 8)),
                    31,
                    event.message() + page.style().dim(" · " + event.actor()));
        }
        page.line(page.style().dim("Times are UTC, by the database's clock."));
    }

    @Override
    public Map<String, Object> json() {
        return new Json()
                .with(
                        "events",
                        events,
                        event -> new Json()
                                .with("number", event.number())
                                .with("at", event.at())
                                .with("migration", event.migration())
                                .with("kind", event.kind())
                                .with("actor", event.actor())
                                .with("message", event.message()))
                .map();
    }
}
