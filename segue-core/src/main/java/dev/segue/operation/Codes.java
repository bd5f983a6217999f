package dev.segue.operation;

import dev.segue.catalog.Column;
import dev.segue.catalog.Constraint;
import dev.segue.catalog.Index;
import dev.segue.catalog.Table;
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

/**
 * Puts other values in the place of those of a column, one for one: of two old ones with the same new one, the first is what
 * old code reads.
 */
final class Codes {

    /** A constant as the server writes a default: 'text'::type, or a number. */
    private static final Pattern CONSTANT = Pattern.compile("'((?:[^']|'')*)'(?:::.*)?|(-?\\d+|true|false)");

    private final Resolution resolution;
    private final Others others;
    private final Map<String, String> forth = new LinkedHashMap<>();
    private final Map<String, String> back = new LinkedHashMap<>();

    Codes(Resolution resolution, List<Code> codes, Others others) {
        this.resolution = resolution;
        this.others = others;
        for (Code code : codes) {
            forth.put(code.from(), code.to());
            back.putIfAbsent(code.to(), code.from());
        }
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
        Columns columns = new Columns(resolution);
        Optional<Column> complete = withDefault(path, columns, table, old, made);
        if (complete.isEmpty()) {
            return;
        }
        Table wanted = columns.replaced(withoutOldCodes(columns, table, old), old, complete.get());
        Optional<Expression> forward = resolution.value(
                path, translated(resolution.quoted(old.name()), old.type(), made.type(), forth), table, complete.get());
        Optional<Expression> backward = resolution.value(
                path, translated(resolution.quoted(made.name()), made.type(), old.type(), back), wanted, old);
        if (forward.isPresent() && backward.isPresent()) {
            resolution.replace(table, wanted, Replacement.one(old, complete.get(), forward.get(), backward.get()));
        }
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
                        .or(() -> others == Others.KEEP ? Optional.of(code) : Optional.empty()));
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
        String other = others == Others.KEEP
                ? asNew.apply("CAST(%s AS text)".formatted(value))
                // what is no number cannot become one: the server fails, and names the value
                : asNew.apply("CAST(CAST('no code for ' || CAST(%s AS text) AS integer) AS text)".formatted(value));
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
