package dev.segue.operation;

import dev.segue.catalog.Constraint;
import dev.segue.catalog.Index;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Carries what hangs on columns that move over to their new table, or says why it cannot. */
final class ExtractTableCarrier {

    private final Resolution resolution;
    private final Table source;
    private final List<String> moved;
    private final Map<String, String> plain;

    /**
     * @param moved the columns that move
     * @param plain those of them whose values stay the same, with their new names
     */
    ExtractTableCarrier(Resolution resolution, Table source, List<String> moved, Map<String, String> plain) {
        this.resolution = resolution;
        this.source = source;
        this.moved = moved;
        this.plain = plain;
    }

    Table carryOver(Table bare) {
        Table target = bare;
        for (Constraint constraint : source.constraints()) {
            if (constraint.columns().stream().anyMatch(moved::contains)) {
                target = constraint(target, constraint);
            }
        }
        for (Index index : source.indexes()) {
            if (index.columns().stream().noneMatch(moved::contains)) {
                continue;
            }
            Optional<String> definition = carried("index", index.name(), index.columns());
            if (definition.isPresent()) {
                target = target.plus(new Index(
                        resolution.newIdentity(),
                        free(resolution, target.name().schema(), renamed(index.name(), target)),
                        renamed(index.columns()),
                        index.unique(),
                        definition.get(),
                        index.comment()));
            }
        }
        return target;
    }

    private Table constraint(Table target, Constraint constraint) {
        return switch (constraint) {
            case Constraint.PrimaryKey key -> target;
            case Constraint.Check check ->
                carried("check", check.name(), check.columns())
                        .map(d -> target.plus(new Constraint.Check(
                                resolution.newIdentity(),
                                check.name(),
                                renamed(check.columns()),
                                d,
                                true,
                                check.comment())))
                        .orElse(target);
            case Constraint.Unique unique ->
                carried("unique constraint", unique.name(), unique.columns())
                        .map(d -> target.plus(new Index(
                                resolution.newIdentity(),
                                free(resolution, target.name().schema(), renamed(unique.name(), target)),
                                renamed(unique.columns()),
                                true,
                                d,
                                unique.comment())))
                        .orElse(target);
            case Constraint.ForeignKey key -> {
                if (!plain.keySet().containsAll(key.columns())) {
                    notCarried("foreign key", key.name(), key.columns());
                    yield target;
                }
                yield target.plus(new Constraint.ForeignKey(
                        resolution.newIdentity(),
                        key.name(),
                        renamed(key.columns()),
                        key.target(),
                        key.targetColumns(),
                        true,
                        key.rules(),
                        key.comment()));
            }
            case Constraint.Other other -> {
                notCarried("constraint", other.name(), other.columns());
                yield target;
            }
        };
    }

    private Optional<String> carried(String what, String name, List<String> columns) {
        if (!plain.keySet().containsAll(columns)) {
            notCarried(what, name, columns);
            return Optional.empty();
        }
        Optional<String> definition = resolution.renamed(source.name(), name, plain);
        if (definition.isEmpty()) {
            notCarried(what, name, columns);
        }
        return definition;
    }

    private void notCarried(String what, String name, List<String> columns) {
        String reason = columns.stream().allMatch(moved::contains)
                ? "its columns are transformed, or the server knows no counterpart"
                : "it also uses columns that stay";
        resolution.warn(
                "the %s %s of %s on (%s) is not carried over: %s; it goes with contract"
                        .formatted(what, name, source.name(), String.join(", ", columns), reason),
                "make its counterpart on the new table yourself, before seal");
    }

    private List<String> renamed(List<String> columns) {
        return columns.stream().map(c -> plain.getOrDefault(c, c)).toList();
    }

    /** orders_zip_idx of orders becomes addresses_zip_idx of addresses. */
    private String renamed(String name, Table target) {
        String prefix = source.name().name() + "_";
        String rest = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        return target.name().name() + "_" + rest;
    }

    /** {@return the wanted name, or with a number where something else has it} */
    static String free(Resolution resolution, String schema, String wanted) {
        String name = resolution.fit(wanted);
        for (int n = 1; resolution.taken(new TableName(schema, name)).isPresent(); n++) {
            name = resolution.fit(wanted + n);
        }
        return name;
    }
}
