package dev.segue.migration;

import dev.segue.declare.Fault;
import dev.segue.declare.Faults;
import dev.segue.declare.Node;
import dev.segue.declare.Position;
import dev.segue.declare.Wording;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * YAML text (and so JSON text) as a tree of nodes, from the library's events: one document, no anchors, aliases, tags or
 * composed keys, no deeper than {@value #DEEPEST} and with no more than {@value #MOST_NODES} values, so that no text takes
 * more time or space than its length explains.
 */
final class YamlTree {
    private static final int DEEPEST = 50;
    private static final int MOST_NODES = 50_000;

    private final ScalarResolver scalars = new CoreSchema().getScalarResolver();
    private final Deque<Open> open = new ArrayDeque<>();
    private final Faults faults;
    private @Nullable Node root;
    private Position latest = Position.START;
    private int nodes;

    private YamlTree(Faults faults) {
        this.faults = faults;
    }

    /** The tree, or nothing if a fault makes the rest unreadable. */
    static Optional<Node> parse(String text, Faults faults) {
        var unprintable = unprintable(text);
        if (unprintable != null) {
            faults.add(unprintable);
            return Optional.empty();
        }
        return new YamlTree(faults).parseEvents(text);
    }

    private Optional<Node> parseEvents(String text) {
        var settings = LoadSettings.builder().build();
        var reader = new StreamReader(settings, text);
        try {
            var events = new ParserImpl(settings, reader);
            while (events.hasNext()) {
                if (!accept(events.next())) {
                    return Optional.empty();
                }
            }
        } catch (RuntimeException unreadable) {
            // Whatever the library throws means that it could not read the text; our own code in accept throws nothing.
            faults.add(YamlErrors.explain(unreadable, reader));
            return Optional.empty();
        }
        if (root == null || root instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.NULL) {
            return stop(Position.START, "the file is empty", "a migration has at least the key operations");
        }
        return Optional.of(root);
    }

    /** Takes the event in; false if nothing after it can be read. */
    private boolean accept(Event event) {
        latest = YamlErrors.position(event.getStartMark()).orElse(latest);
        if (event instanceof DocumentStartEvent && root != null) {
            return stop(
                            latest,
                            "a second document begins here",
                            "one file holds one migration; give it a file of its own")
                    .isPresent();
        }
        if (event instanceof NodeEvent node && !checkProperties(node)) {
            return false;
        }
        switch (event.getEventId()) {
            case Scalar -> add(scalar((ScalarEvent) event));
            case MappingStart, SequenceStart -> {
                return push((CollectionStartEvent) event);
            }
            case MappingEnd, SequenceEnd -> add(open.pop().close());
            case Alias, Comment, DocumentEnd, DocumentStart, StreamEnd, StreamStart -> {}
        }
        return true;
    }

    /** Counts the value and looks at what may stand before it; false if nothing after it can be read. */
    private boolean checkProperties(NodeEvent event) {
        if (++nodes > MOST_NODES) {
            return stop(
                            latest,
                            "more than " + MOST_NODES + " values",
                            "a migration file declares a change; it holds no data")
                    .isPresent();
        }
        if (event instanceof AliasEvent) {
            refuse("aliases (*name) are not read", "write the value out");
            var parent = open.peek();
            if (parent != null && parent.expectsKey()) {
                return false;
            }
            add(new Node.Unreadable(latest));
        } else if (event.getAnchor().isPresent()) {
            refuse("anchors (&name) are not read", "leave the anchor out");
        }
        var tag = switch (event) {
            case ScalarEvent scalar -> scalar.getTag();
            case CollectionStartEvent collection -> collection.getTag();
            default -> Optional.<String>empty();
        };
        tag.ifPresent(found -> refuse("tags (" + Wording.printable(found) + ") are not read", "leave the tag out"));
        return true;
    }

    private boolean push(CollectionStartEvent event) {
        var parent = open.peek();
        if (parent != null && parent.expectsKey()) {
            return stop(latest, "a list or map cannot be a key", "a text in braces needs quotes: \"{…}\"")
                    .isPresent();
        }
        if (open.size() >= DEEPEST) {
            return stop(latest, "nested deeper than " + DEEPEST + " levels", null)
                    .isPresent();
        }
        open.push(new Open(event instanceof MappingStartEvent, latest));
        return true;
    }

    private void add(Node node) {
        var parent = open.peek();
        if (parent == null) {
            root = node;
        } else {
            parent.add(node);
        }
    }

    private Node scalar(ScalarEvent event) {
        var text = event.getValue();
        if (text.codePoints().anyMatch(YamlTree::cannotBeStored)) {
            refuse("holds a character that cannot be stored (NUL or half of a pair)", "leave its escape out");
            return new Node.Unreadable(latest);
        }
        return new Node.Scalar(kind(event), text, latest);
    }

    /** YAML 1.2's core schema, with the truth values of YAML 1.1, which other tools still read as such. */
    private Node.Kind kind(ScalarEvent event) {
        if (!event.isPlain()) {
            return Node.Kind.TEXT;
        }
        var tag = scalars.resolve(event.getValue(), true);
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return Node.Kind.NUMBER;
        }
        if (tag.equals(Tag.NULL)) {
            return Node.Kind.NULL;
        }
        var isTruthValue = tag.equals(Tag.BOOL) || event.getValue().matches("(?i)yes|no|on|off");
        return isTruthValue ? Node.Kind.BOOLEAN : Node.Kind.TEXT;
    }

    private void refuse(String message, @Nullable String hint) {
        faults.add(new Fault(path(), latest, message, hint));
    }

    private Optional<Node> stop(Position position, String message, @Nullable String hint) {
        faults.add(new Fault(path(), position, message, hint));
        return Optional.empty();
    }

    private String path() {
        var path = "";
        for (var levels = open.descendingIterator(); levels.hasNext(); ) {
            path = levels.next().pathOfNext(path);
        }
        return path;
    }

    private static boolean cannotBeStored(int codePoint) {
        return codePoint == 0 || Character.getType(codePoint) == Character.SURROGATE;
    }

    private static @Nullable Fault unprintable(String text) {
        var line = 1;
        var column = 1;
        for (var index = 0; index < text.length(); index += Character.charCount(text.codePointAt(index))) {
            var codePoint = text.codePointAt(index);
            if (!StreamReader.isPrintable(codePoint)) {
                var message = "the character U+%04X cannot stand in YAML".formatted(codePoint);
                return new Fault(
                        "",
                        new Position(line, column),
                        message,
                        "remove it, or write it as an escape in double quotes");
            }
            column = codePoint == '\n' ? 1 : column + 1;
            line += codePoint == '\n' ? 1 : 0;
        }
        return null;
    }

    /** A list or map that has begun and not ended. */
    private static final class Open {
        private final boolean isMapping;
        private final Position position;
        private final List<Node> items = new ArrayList<>();
        private final List<Node.Entry> entries = new ArrayList<>();
        private Node.@Nullable Scalar key;

        private Open(boolean isMapping, Position position) {
            this.isMapping = isMapping;
            this.position = position;
        }

        private boolean expectsKey() {
            return isMapping && key == null;
        }

        private void add(Node node) {
            if (!isMapping) {
                items.add(node);
            } else if (key != null) {
                entries.add(new Node.Entry(key.text(), key.position(), node));
                key = null;
            } else {
                key = node instanceof Node.Scalar scalar
                        ? scalar
                        : new Node.Scalar(Node.Kind.TEXT, "", node.position());
            }
        }

        private Node close() {
            return isMapping ? new Node.Mapping(entries, position) : new Node.Sequence(items, position);
        }

        private String pathOfNext(String path) {
            if (!isMapping) {
                return Wording.item(path, items.size());
            }
            return key == null ? path : Wording.child(path, key.text());
        }
    }
}
