package dev.segue.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What an instance tells with a heartbeat: by which epoch all its work goes, and which shapes it served. */
final class Report {

    private record Line(Migration migration, long epoch, Served.Counts all, Served.Counts since) {}

    private final boolean held;
    private final List<Line> lines = new ArrayList<>();

    Report(Collection<Migration> migrations, long now, long grace, boolean held) {
        this.held = held;
        for (Migration migration : migrations) {
            if (migration.enlisted()) {
                Served.Counts all = migration.served().all();
                lines.add(new Line(
                        migration,
                        migration.drained(now, grace),
                        all,
                        migration.served().since(all)));
            }
        }
    }

    String json() {
        StringBuilder json = new StringBuilder("{");
        for (Line line : lines) {
            json.append(json.length() > 1 ? "," : "");
            quote(json, line.migration.name());
            json.append(":{\"old\":")
                    .append(line.since.old())
                    .append(",\"new\":")
                    .append(line.since.neu());
            if (line.epoch >= 0) {
                json.append(",\"epoch\":").append(line.epoch);
            }
            json.append(held ? ",\"held\":true}" : "}");
        }
        return json.append('}').toString();
    }

    void arrived() {
        for (Line line : lines) {
            line.migration.served().reported(line.all);
            line.migration.acknowledged(line.epoch);
        }
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit == '"' || unit == '\\') {
                json.append('\\').append(unit);
            } else if (unit < ' ') {
                json.append(String.format("\\u%04x", (int) unit));
            } else {
                json.append(unit);
            }
        }
        json.append('"');
    }
}
