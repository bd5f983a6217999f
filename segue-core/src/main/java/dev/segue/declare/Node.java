package dev.segue.declare;

import java.util.List;

/** A declaration as it was written: values with their places, before anything is understood. */
public sealed interface Node {

    Position position();

    /** What the node is, in words for a message. */
    String describe();

    /** What a single value is by the way it is written. */
    enum Kind {
        TEXT,
        NUMBER,
        BOOLEAN,
        NULL
    }

    /** A single value; {@code text} is its literal text, without quotes. */
    record Scalar(Kind kind, String text, Position position) implements Node {
        @Override
        public String describe() {
            return switch (kind) {
                case TEXT -> "the text " + Wording.quoted(text);
                case NUMBER -> "the number " + Wording.printable(text);
                case BOOLEAN -> "the truth value " + Wording.printable(text);
                case NULL -> "empty";
            };
        }
    }

    /** A list. */
    record Sequence(List<Node> items, Position position) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String describe() {
            return "a list";
        }
    }

    /** Keys with values, in the order written; a key may occur twice, which the reader refuses. */
    record Mapping(List<Entry> entries, Position position) implements Node {
        public Mapping {
            entries = List.copyOf(entries);
        }

        @Override
        public String describe() {
            return "a map";
        }
    }

    /** A value that was reported already; the reader passes over it without a word. */
    record Unreadable(Position position) implements Node {
        @Override
        public String describe() {
            return "unreadable";
        }
    }

    /** One key of a {@link Mapping} with its value. */
    record Entry(String key, Position keyPosition, Node value) {}
}
