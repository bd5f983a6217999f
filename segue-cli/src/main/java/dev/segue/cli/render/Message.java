package dev.segue.cli.render;

import java.util.List;
import java.util.Map;

/**
 * A few sentences.
 *
 * @param lines what is said
 * @param next what to do next; empty where nothing is
 * @param json the same for programs
 */
public record Message(List<String> lines, String next, Map<String, Object> json) implements Report {

    public Message {
        lines = List.copyOf(lines);
    }

    @Override
    public void text(Page page) {
        lines.forEach(line -> page.wrapped("", 0, line));
        if (!next.isEmpty()) {
            page.next(next);
        }
    }
}
