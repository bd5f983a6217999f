package dev.segue.operation;

import dev.segue.catalog.Column;
import dev.segue.catalog.Constraint;
import dev.segue.catalog.Index;
import dev.segue.catalog.Table;
import dev.segue.mapping.Evaluated;
import dev.segue.mapping.Expression;
import dev.segue.operation.ReplaceCodes.Code;
import dev.segue.operation.ReplaceCodes.Others;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts other values in the place of those of a column, one for one: of two old ones with the same new one, the first is what
 * old code reads.
 */
final class Codes {

    /** A constant as the server writes a default: 'text'::type, or a number. */
    private static final Pattern CONSTANT = Pattern.compile("'((?:[^']|'')*)'(?:::.*)?|(-?\\d+|true|false)");

    private final Resolution resolution;
    private final Others others;
    private final @Nullable EnumLiterals literals;
    private final Map<String, String> forth = new LinkedHashMap<>();
    private final Map<String, String> back = new LinkedHashMap<>();

    Codes(Resolution resolution, List<Code> codes, Others others) {
        this(resolution, codes, others, null);
    }

    /** @param literals how conditions name the codes, where they are values of an enum */
    Codes(Resolution resolution, List<Code> codes, Others others, @Nullable EnumLiterals literals) {
        this.resolution = resolution;
        this.others = others;
        this.literals = literals;
        codes.forEach(code -> forth.put(code.from(), code.to()));
        for (Code code : codes) {
            // a value that old code may have written itself goes back to itself
            boolean isKept = others == Others.KEEP && !forth.containsKey(code.to());
            back.putIfAbsent(code.to(), isKept ? code.to() : code.from());
        }
    }

    /** {@return whether both columns hold the codes as they are written; refused if not} */
    private boolean fit(String path, Column old, Column made) {
        boolean fit = true;
        for (String from : forth.keySet()) {
            fit &= fits(path, from, old.type());
        }
        for (String to : List.copyOf(back.keySet())) {
            fit &= fits(path, to, made.type());
            if (to.equals(back.get(to)) && !forth.containsKey(to) && isCut(to, as(to, old.type()))) {
                // old code cannot have written it
                back.put(
                        to,
                        forth.entrySet().stream()
                                .filter(c -> c.getValue().equals(to))
                                .map(Map.Entry::getKey)
                                .findFirst()
                                .orElseThrow());
            }
        }
        return fit;
    }

    private boolean fits(String path, String code, String type) {
        Evaluated value = as(code, type);
        if (value.failure() != null) {
            resolution.refuse(path, "code \"%s\": %s".formatted(code, value.failure()), null);
            return false;
        }
        if (isCut(code, value)) {
            resolution.refuse(
                    path,
                    "code \"%s\" does not fit into %s, which makes \"%s\" of it".formatted(code, type, value.text()),
                    "write it as the type has it, or give the column a longer type, like type: text");
            return false;
        }
        return true;
    }

    /** A cast cuts and rounds without a word; what it only adds, like blanks, changes no code. */
    private static boolean isCut(String code, Evaluated value) {
        return value.text() == null
                || !value.text().equals(code)
                        && value.text().length() <= code.length()
                        && !value.text().equalsIgnoreCase(code);
    }

    private Evaluated as(String code, String type) {
        return resolution.evaluated("CAST(CAST(%s AS %s) AS text)".formatted(literal(code), type));
    }

    /** {@return for each new value the old one that old code reads} */
    Map<String, String> back() {
        return back;
    }

    /**
     * Puts one column in the place of another, with all that hangs on it.
     *
     * @param path where it stands in the operation
     * @param made the new column, without a default
     */
    void replace(String path, Table table, Column old, Column made) {
        if (!fit(path, old, made)) {
            return;
        }
        Columns columns = new Columns(resolution);
        Optional<Column> complete = withDefault(path, columns, table, old, made);
        if (complete.isEmpty()) {
            return;
        }
        Table wanted = columns.replaced(withoutOldCodes(columns, withNewValues(table, old), old), old, complete.get());
        Optional<Expression> forward = resolution.value(
                path, translated(resolution.quoted(old.name()), old.type(), made.type(), forth), table, complete.get());
        Optional<Expression> backward = resolution.value(
                path, translated(resolution.quoted(made.name()), made.type(), old.type(), back), wanted, old);
        if (forward.isPresent() && backward.isPresent()) {
            resolution.replace(table, wanted, Replacement.one(old, complete.get(), forward.get(), backward.get()));
        }
    }

    /** {@return the table whose conditions name the new values, where those say the same} */
    private Table withNewValues(Table table, Column old) {
        if (literals == null) {
            return table;
        }
        return table.withConstraints(table.constraints().stream()
                        .map(c -> c instanceof Constraint.Check check
                                        && check.columns().contains(old.name())
                                ? literals.translated(check.definition())
                                        .map(text -> check.withDefinition(text, null))
                                        .orElse(check)
                                : c)
                        .toList())
                .withIndexes(table.indexes().stream()
                        .map(i -> i.columns().contains(old.name())
                                ? literals.translated(i.definition())
                                        .map(i::withDefinition)
                                        .orElse(i)
                                : i)
                        .toList());
    }

    /** A condition that names old codes says nothing of the new ones. */
    private Table withoutOldCodes(Columns columns, Table table, Column old) {
        List<Constraint> constraints = table.constraints().stream()
                .filter(c -> c instanceof Constraint.Check check
                        && check.columns().contains(old.name())
                        && namesOldCode(check.definition()))
                .toList();
        List<Index> indexes = table.indexes().stream()
                .filter(i -> i.columns().contains(old.name()) && namesOldCode(i.definition()))
                .toList();
        columns.lost(table.withConstraints(constraints).withIndexes(indexes), List.of(old.name()));
        return table.withConstraints(table.constraints().stream()
                        .filter(c -> !constraints.contains(c))
                        .toList())
                .withIndexes(table.indexes().stream()
                        .filter(i -> !indexes.contains(i))
                        .toList());
    }

    private boolean namesOldCode(String definition) {
        if (literals != null) {
            return literals.areIn(definition);
        }
        return forth.entrySet().stream()
                .filter(c -> !c.getKey().equals(c.getValue()))
                .map(Map.Entry::getKey)
                .anyMatch(code -> definition.contains(literal(code))
                        || code.matches("-?\\d+") && definition.matches("(?s).*(?<![\\w'.])" + code + "(?![\\w'.]).*"));
    }

    /** The new column's default is the new value of the old default. */
    private Optional<Column> withDefault(String path, Columns columns, Table table, Column old, Column made) {
        if (old.origin().generation() != Column.Generation.DEFAULT) {
            return Optional.of(made);
        }
        String fallback = String.valueOf(old.origin().expression());
        Matcher constant = CONSTANT.matcher(fallback);
        Optional<String> to = Optional.of(constant)
                .filter(Matcher::matches)
                .map(c -> c.group(1) == null ? c.group(2) : c.group(1).replace("''", "'"))
                .flatMap(code -> Optional.ofNullable(forth.get(code))
                        .or(() -> others == Others.KEEP ? Optional.of(code) : Optional.empty()))
                .filter(code -> !isCut(code, as(code, made.type())));
        if (to.isEmpty()) {
            resolution.warn(
                    "column \"%s\" of %s loses its default %s, which is not one of the codes"
                            .formatted(old.name(), table.name(), fallback),
                    "give it another by alter_column in the same migration, or add its code");
            return Optional.of(made);
        }
        return columns.withDefault(path, made, literal(to.get()));
    }

    private String translated(String value, String from, String to, Map<String, String> codes) {
        Function<String, String> asNew = code -> "CAST(%s AS %s)".formatted(code, to);
        String text = "CAST(%s AS text)".formatted(value);
        // what is no number cannot become one: the server fails, and names the value
        String none = asNew.apply("CAST(CAST('no code for ' || %s AS integer) AS text)".formatted(text));
        String other = others == Others.KEEP
                ? "CASE WHEN CAST(%1$s AS text) = %2$s THEN %1$s ELSE %3$s END".formatted(asNew.apply(text), text, none)
                : none;
        return codes.entrySet().stream()
                .map(c -> " WHEN %s = CAST(%s AS %s) THEN %s"
                        .formatted(value, literal(c.getKey()), from, asNew.apply(literal(c.getValue()))))
                .collect(Collectors.joining(
                        "",
                        "CASE WHEN %s IS NULL THEN CAST(NULL AS %s)".formatted(value, to),
                        " ELSE %s END".formatted(other)));
    }

    /** {@return a text as SQL writes it} */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
