package dev.segue.declare;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tree of nodes as a record, by reflection over its components: the key of a component is its name in snake
 * case, its type says what is accepted, {@link Default} and {@code @Nullable} say what may be left out. A sealed interface
 * of records is a map with exactly one key, the snake case of the record's simple name.
 *
 * <p>Strict: whatever is unknown, missing, written twice, empty or of another type is a {@link Fault}. Everything is read
 * before the faults are reported; a record's constructor runs only if all its components could be read.
 */
public final class DeclarationReader {
    private final Faults faults;

    private DeclarationReader(Faults faults) {
        this.faults = faults;
    }

    /** The record, or nothing if a fault was added. */
    public static <T extends Record> Optional<T> read(Class<T> type, Node node, Faults faults) {
        var reader = new DeclarationReader(faults);
        return Optional.ofNullable(type.cast(reader.record(Shape.ofRecord(type), node, "")));
    }

    /** The value, or null if it was refused with a fault. */
    private @Nullable Object value(Shape shape, Node node, String path) {
        return switch (shape) {
            case Shape.Literal literal -> literal(literal, node, path);
            case Shape.WholeNumber number -> wholeNumber(number, node, path);
            case Shape.TruthValue ignored -> truthValue(node, path);
            case Shape.TimeSpan ignored -> timeSpan(node, path);
            case Shape.Choice choice -> choice(choice, node, path);
            case Shape.ListOf list -> list(list, node, path);
            case Shape.RecordOf fields -> record(fields, node, path);
            case Shape.OneOf oneOf -> oneOf(oneOf, node, path);
        };
    }

    private @Nullable String literal(Shape.Literal shape, Node node, String path) {
        var text = text(node, path, "text");
        if (text == null) {
            return null;
        }
        if (text.isBlank()) {
            return refuse(
                    node, path, label(path) + " is blank", "write what it is, or leave the key out if it is optional");
        }
        if (!shape.words().isEmpty() && !shape.words().contains(text)) {
            return refuse(
                    node, path, notAWord(path, text, shape.words()), "write one of: " + Wording.listed(shape.words()));
        }
        return text;
    }

    private @Nullable Number wholeNumber(Shape.WholeNumber shape, Node node, String path) {
        var hint = "write digits only, without quotes, like 1000";
        if (!(node instanceof Node.Scalar scalar)
                || scalar.kind() != Node.Kind.NUMBER
                || !scalar.text().matches("-?(0|[1-9][0-9]*)")) {
            return wrongType(node, path, "a whole number", hint);
        }
        try {
            var number = Long.parseLong(scalar.text());
            var isInt = shape.type() == int.class || shape.type() == Integer.class;
            if (number < shape.minimum()) {
                return refuse(node, path, label(path) + " must be at least " + shape.minimum(), null);
            }
            return isInt ? (Number) Math.toIntExact(number) : (Number) number;
        } catch (NumberFormatException | ArithmeticException tooLarge) {
            return refuse(node, path, label(path) + " is too large", null);
        }
    }

    private @Nullable Boolean truthValue(Node node, String path) {
        if (node instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.BOOLEAN) {
            switch (scalar.text()) {
                case "true":
                    return true;
                case "false":
                    return false;
                default:
                    break;
            }
        }
        return wrongType(node, path, "true or false", "write true or false, without quotes");
    }

    private @Nullable Object timeSpan(Node node, String path) {
        var hint = "write days, hours, minutes and seconds like 7d, 24h, 15m, 90s or 1h30m";
        if (node instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.TEXT) {
            var duration = Durations.parse(scalar.text());
            return duration.isPresent()
                    ? duration.get()
                    : refuse(node, path, Wording.quoted(scalar.text()) + " is not a duration", hint);
        }
        return wrongType(node, path, "a duration", hint);
    }

    private @Nullable Object choice(Shape.Choice shape, Node node, String path) {
        var words = shape.options().stream().map(Shape.Option::word).toList();
        var oneOf = "write one of: " + Wording.listed(words);
        if (!(node instanceof Node.Scalar scalar) || scalar.kind() == Node.Kind.NULL) {
            return wrongType(node, path, "a word", oneOf);
        }
        for (var option : shape.options()) {
            if (scalar.kind() == Node.Kind.TEXT && option.word().equals(scalar.text())) {
                return option.constant();
            }
        }
        return refuse(node, path, notAWord(path, scalar.text(), words), oneOf);
    }

    private @Nullable List<Object> list(Shape.ListOf shape, Node node, String path) {
        if (node instanceof Node.Mapping mapping
                && shape.item() instanceof Shape.RecordOf fields
                && fields.keyed() != null) {
            return keyed(shape, fields, fields.keyed(), mapping, path);
        }
        if (!(node instanceof Node.Sequence sequence)) {
            var hint = node instanceof Node.Scalar scalar && scalar.kind() != Node.Kind.NULL
                    ? "write " + last(path) + ": [" + Wording.printable(scalar.text()) + "]"
                    : "begin each item with \"- \" on a line of its own, or write [one, two]";
            return wrongType(node, path, "a list", hint);
        }
        if (sequence.items().isEmpty() && !shape.mayBeEmpty()) {
            return refuse(node, path, label(path) + " is an empty list", "it needs at least one item");
        }
        var values = new ArrayList<Object>();
        for (var i = 0; i < sequence.items().size(); i++) {
            var value = value(shape.item(), sequence.items().get(i), Wording.item(path, i));
            if (value != null) {
                values.add(value);
            }
        }
        return values.size() == sequence.items().size() ? values : null;
    }

    /** A map whose keys are one component of its items, and whose values are the others. */
    private @Nullable List<Object> keyed(
            Shape.ListOf shape, Shape.RecordOf fields, Keyed keyed, Node.Mapping mapping, String path) {
        if (mapping.entries().isEmpty() && !shape.mayBeEmpty()) {
            return refuse(mapping, path, label(path) + " is an empty map", "it needs at least one key");
        }
        var values = new ArrayList<Object>();
        var keys = new TreeSet<String>();
        for (var entry : mapping.entries()) {
            var below = Wording.child(path, entry.key());
            if (!keys.add(entry.key())) {
                faults.add(new Fault(
                        below, entry.keyPosition(), Wording.quoted(entry.key()) + " is written twice", "keep one"));
                continue;
            }
            var key = new Node.Scalar(Node.Kind.TEXT, entry.key(), entry.keyPosition());
            var parts = new ArrayList<>(List.of(new Node.Entry(keyed.by(), entry.keyPosition(), key)));
            var nothing = entry.value() instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.NULL;
            if (entry.value() instanceof Node.Mapping others) {
                parts.addAll(others.entries());
            } else if (!keyed.single().isEmpty()) {
                parts.add(new Node.Entry(keyed.single(), entry.keyPosition(), entry.value()));
            } else if (!nothing) {
                wrongType(entry.value(), below, "a map", "write {} where there is nothing to say");
                continue;
            }
            var value = construct(fields, new Node.Mapping(parts, entry.keyPosition()), below);
            if (value != null) {
                values.add(value);
            }
        }
        return values.size() == mapping.entries().size() ? values : null;
    }

    private @Nullable Object oneOf(Shape.OneOf shape, Node node, String path) {
        var names = shape.alternatives().keySet();
        if (!(node instanceof Node.Mapping mapping)) {
            return wrongType(
                    node,
                    path,
                    "a map with one key",
                    "write one of these keys with its fields: " + Wording.listed(names));
        }
        if (mapping.entries().isEmpty()) {
            return refuse(node, path, label(path) + " is an empty map", "write one of: " + Wording.listed(names));
        }
        var first = mapping.entries().getFirst();
        if (mapping.entries().size() > 1) {
            var unindented = names.contains(first.key())
                    && first.value() instanceof Node.Scalar scalar
                    && scalar.kind() == Node.Kind.NULL;
            var hint = unindented
                    ? "indent the fields of " + first.key() + " further than " + first.key() + " itself"
                    : "begin each with \"- \" on a line of its own";
            var keys =
                    mapping.entries().stream().map(Node.Entry::key).distinct().toList();
            return refuse(
                    node,
                    path,
                    label(path) + " must have one key, not " + mapping.entries().size() + ": " + Wording.listed(keys),
                    hint);
        }
        var chosen = shape.alternatives().get(first.key());
        var below = Wording.child(path, first.key());
        if (chosen == null) {
            var message = "there is no " + Wording.quoted(first.key()) + Suggestions.didYouMean(first.key(), names);
            faults.add(new Fault(below, first.keyPosition(), message, "write one of: " + Wording.listed(names)));
            return null;
        }
        return record(chosen, first.value(), below);
    }

    private @Nullable Object record(Shape.RecordOf shape, Node node, String path) {
        if (node instanceof Node.Mapping mapping) {
            return construct(shape, mapping, path);
        }
        var names = shape.fields().stream().map(Shape.Field::name).toList();
        var shorthand = shape.shorthand();
        if (shorthand != null && node instanceof Node.Scalar scalar && scalar.kind() != Node.Kind.NULL) {
            var value = value(shorthand.shape(), node, path);
            var entry = new Node.Entry(shorthand.name(), node.position(), node);
            return value == null ? null : construct(shape, new Node.Mapping(List.of(entry), node.position()), path);
        }
        return wrongType(node, path, "a map", "its keys are: " + Wording.listed(names));
    }

    private @Nullable Object construct(Shape.RecordOf shape, Node.Mapping mapping, String path) {
        var entries = new HashMap<String, Node.Entry>();
        var names = shape.fields().stream().map(Shape.Field::name).toList();
        var meant = new TreeSet<String>();
        var sound = true;
        for (var entry : mapping.entries()) {
            var earlier = entries.putIfAbsent(entry.key(), entry);
            if (earlier != null) {
                var message = Wording.quoted(entry.key()) + " is written twice";
                var hint = "it is already on line " + earlier.keyPosition().line() + "; keep one of the two";
                faults.add(new Fault(Wording.child(path, entry.key()), entry.keyPosition(), message, hint));
                sound = false;
            } else if (!names.contains(entry.key())) {
                Suggestions.nearest(entry.key(), names).ifPresent(meant::add);
                var message = "unknown key " + Wording.quoted(entry.key()) + Suggestions.didYouMean(entry.key(), names);
                var hint = "keys: " + Wording.listed(names);
                faults.add(new Fault(Wording.child(path, entry.key()), entry.keyPosition(), message, hint));
                sound = false;
            }
        }
        var values = new @Nullable Object[shape.fields().size()];
        for (var i = 0; i < values.length; i++) {
            var field = shape.fields().get(i);
            var entry = entries.get(field.name());
            var written = entry == null ? fallback(field, mapping.position()) : entry.value();
            if (field.ofNull() != null && isNull(written)) {
                values[i] = field.ofNull();
            } else if (written != null && !(field.mayBeBlank() && isBlank(written))) {
                values[i] = value(field.shape(), written, Wording.child(path, field.name()));
                sound &= values[i] != null;
            } else if (field.required()) {
                sound = false;
                if (!meant.contains(field.name())) {
                    missing(field, mapping, path);
                }
            }
        }
        return sound ? construct(shape, values, path) : null;
    }

    private static boolean isBlank(Node node) {
        return node instanceof Node.Scalar scalar
                && scalar.kind() == Node.Kind.TEXT
                && scalar.text().isBlank();
    }

    private static boolean isNull(@Nullable Node node) {
        return node instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.NULL;
    }

    private @Nullable Object construct(Shape.RecordOf shape, @Nullable Object[] values, String path) {
        try {
            var types = Arrays.stream(shape.type().getRecordComponents())
                    .map(component -> component.getType())
                    .toArray(Class<?>[]::new);
            var constructor = shape.type().getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException refused) {
            if (refused.getCause() instanceof InvalidDeclarationException invalid) {
                invalid.faults().forEach(fault -> faults.add(fault.under(path)));
                return null;
            }
            throw new IllegalStateException("the constructor of " + shape.type().getName() + " failed", refused);
        } catch (ReflectiveOperationException unusable) {
            throw new IllegalStateException(shape.type().getName() + " cannot be declared", unusable);
        }
    }

    private void missing(Shape.Field field, Node.Mapping mapping, String path) {
        var hint = field.description().isEmpty() ? null : field.name() + ": " + field.description();
        faults.add(
                new Fault(path, mapping.position(), "the key " + Wording.quoted(field.name()) + " is missing", hint));
    }

    /** The default of a field that was left out, as if it had been written there. */
    private static @Nullable Node fallback(Shape.Field field, Position position) {
        var text = field.fallback();
        if (text == null) {
            return null;
        }
        if (text.isEmpty()) {
            return new Node.Mapping(List.of(), position);
        }
        return switch (field.shape()) {
            case Shape.WholeNumber ignored -> new Node.Scalar(Node.Kind.NUMBER, text, position);
            case Shape.TruthValue ignored -> new Node.Scalar(Node.Kind.BOOLEAN, text, position);
            default -> new Node.Scalar(Node.Kind.TEXT, text, position);
        };
    }

    private @Nullable String text(Node node, String path, String expected) {
        if (!(node instanceof Node.Scalar scalar) || scalar.kind() == Node.Kind.NULL) {
            return wrongType(node, path, expected, "write a single value after the colon");
        }
        if (scalar.kind() != Node.Kind.TEXT) {
            return wrongType(node, path, expected, "quote it: \"" + Wording.printable(scalar.text()) + "\"");
        }
        return scalar.text();
    }

    private <T> @Nullable T wrongType(Node node, String path, String expected, String hint) {
        if (node instanceof Node.Unreadable) {
            return null;
        }
        if (node instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.NULL) {
            return refuse(node, path, label(path) + " is empty; it must be " + expected, hint);
        }
        return refuse(node, path, label(path) + " must be " + expected + ", not " + node.describe(), hint);
    }

    private <T> @Nullable T refuse(Node node, String path, String message, @Nullable String hint) {
        faults.add(new Fault(path, node.position(), message, hint));
        return null;
    }

    private static String notAWord(String path, String text, List<String> words) {
        return Wording.quoted(text) + " is not a word for " + last(path) + Suggestions.didYouMean(text, words);
    }

    private static String label(String path) {
        return path.isEmpty() ? "the file" : Wording.quoted(last(path));
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
