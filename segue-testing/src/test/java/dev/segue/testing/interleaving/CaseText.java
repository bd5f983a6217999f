package dev.segue.testing.interleaving;

import dev.segue.testing.interleaving.Player.Played;
import dev.segue.testing.interleaving.Player.Verdict;
import dev.segue.testing.interleaving.Step.Interleaving;
import java.util.TreeSet;

/** Writes a case down as a test in the style of those by hand, to be pasted beside them. */
final class CaseText {

    private CaseText() {}

    static String of(Interleaving interleaving, Verdict verdict) {
        StringBuilder text = new StringBuilder("\n    /** ");
        text.append(String.join("\n     * ", verdict.problems())).append(" */\n");
        text.append("    @Test\n    void seed_")
                .append(String.valueOf(interleaving.seed()).replace('-', '_'));
        text.append("() {\n        BothShapes shapes = ");
        text.append(interleaving.filled() ? "live" : "unfilled").append("(Given.ORDERS); // orders: ");
        text.append(Stage.INITIAL).append('\n');
        TreeSet<Integer> sessions = new TreeSet<>();
        verdict.transcript().forEach(p -> sessions.add(p.step().session()));
        for (int session : sessions) {
            text.append("        Session s%1$d = shapes.session(\"s%1$d\");\n".formatted(session + 1));
        }
        TreeSet<Integer> waiting = new TreeSet<>();
        for (Played played : verdict.transcript()) {
            text.append(line(played));
            if (played.end().equals("waits")) {
                waiting.add(played.step().session());
            }
        }
        waiting.forEach(session -> text.append("        waiting%d.ends();\n".formatted(session + 1)));
        return text.append("\n        shapes.agrees();\n    }\n").toString();
    }

    private static String line(Played played) {
        int session = played.step().session() + 1;
        String sql = "\"" + played.step().action().sql().replace("\"", "\\\"").replaceAll("\\s+", " ") + "\"";
        return switch (played.end()) {
            case "" ->
                (played.step().action() instanceof Action.Read ? "        s%d.asks(%s);\n" : "        s%d.does(%s);\n")
                        .formatted(session, sql);
            case "waits" ->
                "        Session.Running waiting%1$d = s%1$d.starts(%2$s).isBlocked();\n".formatted(session, sql);
            default -> "        assertThat(s%d.fails(%s)).isEqualTo(\"%s\");\n".formatted(session, sql, played.end());
        };
    }
}
