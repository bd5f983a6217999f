package dev.segue.operation;

import dev.segue.catalog.Column;
import dev.segue.catalog.TableName;
import dev.segue.mapping.Expression;
import dev.segue.mapping.Expression.Argument;
import dev.segue.mapping.MappedColumn;
import dev.segue.mapping.MappedColumn.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code up} and {@code down} of {@link ExtractTable} make of the columns that move. */
final class ExtractTableExpressions {

    private static final Set<String> CHARACTERS = Set.of("text", "character varying", "character");

    private final ExtractTable operation;
    private final Resolution resolution;
    private final TableName sourceName;
    private final TableName targetName;
    private boolean refused;

    ExtractTableExpressions(ExtractTable operation, Resolution resolution, TableName sourceName, TableName targetName) {
        this.operation = operation;
        this.resolution = resolution;
        this.sourceName = sourceName;
        this.targetName = targetName;
    }

    /** {@return how each column's old and new values give each other; nothing if an expression was refused} */
    Optional<List<MappedColumn>> mapped(List<Column> moved) {
        List<Argument> oldArguments =
                moved.stream().map(c -> new Argument(c.name(), c.type())).toList();
        List<Optional<Expression>> forwards = new ArrayList<>();
        for (int n = 0; n < moved.size(); n++) {
            String up = operation.columns().get(n).up();
            forwards.add(
                    up == null
                            ? Optional.empty()
                            : resolution.expression(
                                    "columns[" + n + "].up",
                                    up,
                                    sourceName.name(),
                                    oldArguments,
                                    Optional.of(sourceName)));
            refused |= up != null && forwards.get(n).isEmpty();
        }
        if (refused) {
            return Optional.empty();
        }
        List<Argument> newArguments = new ArrayList<>();
        for (int n = 0; n < moved.size(); n++) {
            newArguments.add(new Argument(
                    operation.columns().get(n).target(),
                    forwards.get(n).map(Expression::type).orElse(moved.get(n).type())));
        }
        List<MappedColumn> mapped = new ArrayList<>();
        for (int n = 0; n < moved.size(); n++) {
            Side source = new Side(moved.get(n).name(), moved.get(n).type());
            Side target =
                    new Side(newArguments.get(n).name(), newArguments.get(n).type());
            String down = operation.columns().get(n).down();
            if (down == null) {
                mapped.add(new MappedColumn(source, target, null));
                continue;
            }
            Optional<Expression> backward = backward("columns[" + n + "].down", down, newArguments, source);
            if (backward.isPresent()) {
                mapped.add(new MappedColumn(
                        source,
                        target,
                        new MappedColumn.Transformation(forwards.get(n).orElseThrow(), backward.get())));
            }
        }
        return refused ? Optional.empty() : Optional.of(mapped);
    }

    private Optional<Expression> backward(String path, String down, List<Argument> arguments, Side source) {
        Optional<Expression> judged = resolution.expression(path, down, targetName.name(), arguments, Optional.empty());
        if (judged.isEmpty()) {
            refused = true;
            return judged;
        }
        String given = baseType(judged.get().type());
        String wanted = baseType(source.type());
        if (!given.equals(wanted) && !(CHARACTERS.contains(given) && CHARACTERS.contains(wanted))) {
            refuse(
                    path,
                    "down gives %s, but %s.%s is %s"
                            .formatted(judged.get().type(), sourceName, source.name(), source.type()),
                    "write (" + down + ")::" + source.type());
            return Optional.empty();
        }
        return Optional.of(new Expression(
                down, judged.get().arguments(), source.type(), judged.get().stability()));
    }

    private static String baseType(String type) {
        return type.replaceFirst("\\(.*\\)", "");
    }

    private void refuse(String path, String message, @Nullable String hint) {
        refused = true;
        resolution.refuse(path, message, hint);
    }
}
