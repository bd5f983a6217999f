package dev.segue.declare;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a type of the model accepts, worked out once from its records: the reader reads by it and the schema is generated
 * from it, so the two agree. Types must not contain themselves.
 */
sealed interface Shape {

    /** A text: any that the pattern matches, or one of the words if there are words. */
    record Literal(List<String> words, int maximumLength, String pattern) implements Shape {}

    record WholeNumber(long minimum, Class<?> type) implements Shape {}

    record TruthValue() implements Shape {}

    record TimeSpan() implements Shape {}

    record Choice(List<Option> options) implements Shape {}

    record ListOf(Shape item, boolean mayBeEmpty) implements Shape {}

    record RecordOf(
            Class<? extends Record> type,
            String description,
            List<Field> fields,
            @Nullable Field shorthand,
            @Nullable Keyed keyed,
            List<String> together)
            implements Shape {}

    /** A map with exactly one key, which names the record that its value declares. */
    record OneOf(SortedMap<String, RecordOf> alternatives) implements Shape {}

    /** A constant of an enum with the word for it. */
    record Option(String word, Enum<?> constant, String description) {}

    /**
     * A component of a record; {@code fallback} is its default as written, {@code ofNull} what null stands for, and
     * {@code mayBeBlank} whether a blank text counts as left out.
     */
    record Field(
            String name,
            String description,
            Shape shape,
            boolean optional,
            @Nullable String fallback,
            @Nullable String ofNull,
            boolean mayBeBlank) {
        boolean required() {
            return !optional && fallback == null;
        }
    }

    static RecordOf ofRecord(Class<? extends Record> type) {
        var fields = Arrays.stream(type.getRecordComponents()).map(Shape::field).toList();
        var shorthand = type.getAnnotation(Shorthand.class);
        var together = type.getAnnotation(Together.class);
        return new RecordOf(
                type,
                descriptionOf(type.getAnnotation(Description.class)),
                fields,
                shorthand == null
                        ? null
                        : fields.stream()
                                .filter(field -> field.name().equals(shorthand.value()))
                                .findFirst()
                                .orElseThrow(),
                type.getAnnotation(Keyed.class),
                together == null ? List.of() : List.of(together.value()));
    }

    private static Field field(RecordComponent component) {
        var optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        var fallback = component.getAnnotation(Default.class);
        var ofNull = component.getAnnotation(NullMeans.class);
        return new Field(
                key(component),
                descriptionOf(component.getAnnotation(Description.class)),
                ofComponent(component, component.getGenericType(), optional || fallback != null),
                optional,
                fallback == null ? null : fallback.value(),
                ofNull == null ? null : ofNull.value(),
                component.isAnnotationPresent(MayBeBlank.class));
    }

    private static String key(RecordComponent component) {
        var key = component.getAnnotation(Key.class);
        return key == null ? Wording.snakeCase(component.getName()) : key.value();
    }

    private static Shape ofComponent(RecordComponent component, Type type, boolean mayBeOmitted) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return new ListOf(ofComponent(component, list.getActualTypeArguments()[0], false), mayBeOmitted);
        }
        if (type instanceof Class<?> simple) {
            return ofClass(component, simple);
        }
        throw new IllegalArgumentException("a declaration cannot hold " + component);
    }

    private static Shape ofClass(RecordComponent component, Class<?> type) {
        if (type == String.class) {
            var words = component.getAnnotation(Words.class);
            var text = component.getAnnotation(Text.class);
            return new Literal(
                    words == null ? List.of() : List.of(words.value()),
                    text == null ? Integer.MAX_VALUE : text.maximumLength(),
                    text == null ? "" : text.pattern());
        }
        if (type == long.class || type == Long.class || type == int.class || type == Integer.class) {
            var minimum = component.getAnnotation(AtLeast.class);
            var smallest = type == int.class || type == Integer.class ? Integer.MIN_VALUE : Long.MIN_VALUE;
            return new WholeNumber(minimum == null ? smallest : minimum.value(), type);
        }
        if (type == boolean.class || type == Boolean.class) {
            return new TruthValue();
        }
        if (type == Duration.class) {
            return new TimeSpan();
        }
        if (type.isEnum()) {
            return new Choice(Arrays.stream(type.getEnumConstants())
                    .map(constant -> option((Enum<?>) constant))
                    .toList());
        }
        if (type.isRecord()) {
            return ofRecord(type.asSubclass(Record.class));
        }
        if (type.isSealed()) {
            return ofSealed(type);
        }
        throw new IllegalArgumentException("a declaration cannot hold " + component);
    }

    private static OneOf ofSealed(Class<?> type) {
        var alternatives = new TreeMap<String, RecordOf>();
        for (var permitted : type.getPermittedSubclasses()) {
            alternatives.put(
                    Wording.snakeCase(permitted.getSimpleName()), ofRecord(permitted.asSubclass(Record.class)));
        }
        return new OneOf(alternatives);
    }

    private static Option option(Enum<?> constant) {
        try {
            var field = constant.getDeclaringClass().getField(constant.name());
            return new Option(
                    Wording.snakeCase(constant.name()),
                    constant,
                    descriptionOf(field.getAnnotation(Description.class)));
        } catch (NoSuchFieldException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String descriptionOf(@Nullable Description description) {
        return description == null ? "" : description.value();
    }
}
