package dev.segue.plan;

import dev.segue.catalog.Catalog;
import dev.segue.catalog.Column;
import dev.segue.catalog.Keys;
import dev.segue.catalog.Table;
import dev.segue.dialect.Dialect;
import dev.segue.mapping.Expression;
import dev.segue.mapping.Expression.Argument;
import dev.segue.mapping.Expression.Stability;
import dev.segue.mapping.SameRow;
import dev.segue.mapping.SameRow.Stored;
import dev.segue.operation.Replacement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Folds what several operations do to the columns of a table: values go from columns that are there to columns that will
 * be, and back; what an operation makes and a later one replaces never comes to be. Columns are known by identity, so a
 * renamed one stays the same.
 */
final class RowChanges {

    private final Dialect dialect;
    private final Map<String, List<Group>> tables = new LinkedHashMap<>();

    RowChanges(Dialect dialect) {
        this.dialect = dialect;
    }

    /** An expression, and the columns that give it its arguments. */
    private record Flow(Expression expression, List<String> arguments) {}

    /** What gives each other, while operations are still added; a value is null where nothing gives it. */
    private static final class Group {
        private final Map<String, @Nullable Flow> made = new LinkedHashMap<>();
        /** What all rows have of a column that nothing gives a value of its own. */
        private final Map<String, Flow> alike = new HashMap<>();

        private final Map<String, @Nullable Flow> gone = new LinkedHashMap<>();
        private final Set<String> calculated = new HashSet<>();

        /** Whether the other group uses a column that this one derives. */
        private boolean feeds(Group other) {
            return Stream.concat(other.made.values().stream(), other.gone.values().stream())
                    .flatMap(f -> f == null ? Stream.of() : f.arguments().stream())
                    .anyMatch(a -> made.get(a) != null || gone.get(a) != null);
        }
    }

    /** Takes in what one operation does to a table; {@return the columns whose value is lost, because a column that gave it goes without one} */
    List<String> add(Table before, Table after, Replacement replacement) {
        List<String> lost = new ArrayList<>();
        List<Group> groups = tables.computeIfAbsent(before.identity(), t -> new ArrayList<>());
        String row = before.name().name();
        Map<String, @Nullable Flow> inner = new HashMap<>();
        groups.forEach(g -> {
            inner.putAll(g.made);
            inner.putAll(g.alike);
        });
        Group merged = new Group();
        for (Replacement.Gone gone : replacement.gone()) {
            String identity = gone.column().identity();
            Flow down = flow(gone.down(), after);
            Optional<Group> maker =
                    groups.stream().filter(g -> g.made.containsKey(identity)).findFirst();
            if (maker.isPresent()) {
                groups.remove(maker.get());
                merged.made.putAll(maker.get().made);
                merged.alike.putAll(maker.get().alike);
                merged.gone.putAll(maker.get().gone);
                merged.calculated.addAll(maker.get().calculated);
            }
            if (merged.made.containsKey(identity)) {
                merged.made.remove(identity);
                merged.alike.remove(identity);
            } else {
                merged.gone.put(identity, down);
            }
            Map<String, @Nullable Flow> given = new HashMap<>();
            given.put(identity, down);
            for (Group group : Stream.concat(groups.stream(), Stream.of(merged)).toList()) {
                group.gone.replaceAll((i, flow) -> {
                    Flow composed = i.equals(identity) ? flow : composed(row, flow, given);
                    if (flow != null && composed == null) {
                        lost.add(gone.column().name());
                    }
                    return composed;
                });
            }
        }
        for (Replacement.Made made : replacement.made()) {
            if (made.calculated()) {
                merged.calculated.add(made.column().identity());
            }
            merged.made.put(made.column().identity(), composed(row, flow(made.up(), before), inner));
            if (made.up() == null) {
                merged.alike.put(made.column().identity(), alike(made));
            }
        }
        if (!merged.made.isEmpty() || !merged.gone.isEmpty()) {
            groups.add(merged);
        }
        return lost;
    }

    /** {@return the groups, those as one of which either derives a column that the other uses} */
    private static List<Group> connected(List<Group> groups) {
        List<Group> all = new ArrayList<>(groups);
        for (int n = 0; n < all.size(); n++) {
            for (int m = n + 1; m < all.size(); m++) {
                if (all.get(n).feeds(all.get(m)) || all.get(m).feeds(all.get(n))) {
                    Group both = new Group();
                    both.made.putAll(all.get(n).made);
                    both.made.putAll(all.get(m).made);
                    both.gone.putAll(all.get(n).gone);
                    both.gone.putAll(all.get(m).gone);
                    both.calculated.addAll(all.get(n).calculated);
                    both.calculated.addAll(all.get(m).calculated);
                    all.remove(m);
                    all.set(n, both);
                    n = -1;
                    break;
                }
            }
        }
        return all;
    }

    private static @Nullable Flow flow(@Nullable Expression expression, Table table) {
        if (expression == null) {
            return null;
        }
        return new Flow(
                expression,
                expression.arguments().stream()
                        .map(a -> table.column(a.name()).orElseThrow().identity())
                        .toList());
    }

    /** What depends on the time is kept by the server as it was when the column came, so it is not to be made again. */
    private static Flow alike(Replacement.Made made) {
        String type = made.column().type();
        Expression initial = made.initial();
        Expression value = initial == null
                ? new Expression("CAST(NULL AS " + type + ")", List.of(), type, Stability.IMMUTABLE)
                : new Expression(
                        "CAST(" + initial.sql() + " AS " + type + ")",
                        List.of(),
                        type,
                        initial.stability() == Stability.IMMUTABLE ? Stability.IMMUTABLE : Stability.VOLATILE);
        return new Flow(value, List.of());
    }

    /** {@return the outer expression over the arguments of those that give its own; null if one of them has no value} */
    private @Nullable Flow composed(String row, @Nullable Flow outer, Map<String, @Nullable Flow> inner) {
        if (outer == null || outer.arguments().stream().noneMatch(inner::containsKey)) {
            return outer;
        }
        Map<String, Argument> parameters = new LinkedHashMap<>();
        Map<String, String> values = new LinkedHashMap<>();
        Stability stability = outer.expression().stability();
        for (int n = 0; n < outer.arguments().size(); n++) {
            String identity = outer.arguments().get(n);
            Argument argument = outer.expression().arguments().get(n);
            if (!inner.containsKey(identity)) {
                values.put(argument.name(), parameter(parameters, identity, argument.type()));
                continue;
            }
            Flow given = inner.get(identity);
            if (given == null) {
                return null;
            }
            Map<String, String> givenValues = new LinkedHashMap<>();
            for (int m = 0; m < given.arguments().size(); m++) {
                Argument a = given.expression().arguments().get(m);
                givenValues.put(
                        a.name(), parameter(parameters, given.arguments().get(m), a.type()));
            }
            values.put(argument.name(), dialect.composed(given.expression().sql(), row, givenValues));
            stability = weaker(stability, given.expression().stability());
        }
        return new Flow(
                new Expression(
                        dialect.composed(outer.expression().sql(), row, values),
                        List.copyOf(parameters.values()),
                        outer.expression().type(),
                        stability),
                List.copyOf(parameters.keySet()));
    }

    private String parameter(Map<String, Argument> parameters, String identity, String type) {
        return dialect.parameter(parameters
                .computeIfAbsent(identity, i -> new Argument("segue_" + (parameters.size() + 1), type))
                .name());
    }

    private static Stability weaker(Stability one, Stability other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /**
     * {@return one mapping for each table in which something is derived}
     *
     * @param onUnmappable what the migration says of old writes that have no new value
     */
    List<SameRow> mappings(Catalog before, Catalog after, SameRow.OnUnmappable onUnmappable) {
        List<SameRow> mappings = new ArrayList<>();
        tables.forEach((identity, groups) -> {
            Optional<Table> old = before.tableOf(identity);
            Optional<Table> wanted = after.tableOf(identity);
            if (old.isPresent() && wanted.isPresent()) {
                mapping(old.get(), wanted.get(), groups, onUnmappable).ifPresent(mappings::add);
            }
        });
        return mappings;
    }

    private Optional<SameRow> mapping(Table old, Table wanted, List<Group> groups, SameRow.OnUnmappable onUnmappable) {
        Stores stores = new Stores(old, wanted, new Places(dialect, Optional.of(old), Optional.of(wanted)));
        List<SameRow.Group> derived = new ArrayList<>();
        for (Group group : connected(groups)) {
            List<SameRow.Derived> forward = derived(group.made, stores, stores::isNew);
            List<SameRow.Derived> backward = derived(group.gone, stores, stores::isOld);
            if (!forward.isEmpty() || !backward.isEmpty()) {
                derived.add(new SameRow.Group(forward, backward, isCalculated(old, group)));
            }
        }
        if (derived.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new SameRow(
                new SameRow.Row(
                        old.name(),
                        wanted.name(),
                        Keys.of(old).orElse(List.of()).stream()
                                .map(c -> stores.stored(c.identity()))
                                .toList(),
                        !old.attachments().rewriting().isEmpty()),
                derived,
                onUnmappable));
    }

    /** What is calculated follows from what either code may write, and from nothing that changes at the same time. */
    private static boolean isCalculated(Table old, Group group) {
        if (group.calculated.isEmpty()) {
            return false;
        }
        if (!group.gone.isEmpty() || !group.calculated.containsAll(group.made.keySet())) {
            throw new IllegalArgumentException(
                    "a calculated column of " + old.name() + " uses a column that the same migration changes");
        }
        return true;
    }

    private static List<SameRow.Derived> derived(
            Map<String, @Nullable Flow> flows, Stores stores, java.util.function.Predicate<String> isThere) {
        List<SameRow.Derived> derived = new ArrayList<>();
        flows.forEach((identity, flow) -> {
            if (flow != null && isThere.test(identity)) {
                derived.add(new SameRow.Derived(
                        stores.stored(identity),
                        stores.isRequired(identity),
                        flow.expression(),
                        flow.arguments().stream().map(stores::stored).toList()));
            }
        });
        return derived;
    }

    /** Where the values of a table's columns lie. */
    private record Stores(Table old, Table wanted, Places places) {

        private Column column(String identity) {
            return wanted.columnOf(identity).or(() -> old.columnOf(identity)).orElseThrow();
        }

        boolean isOld(String identity) {
            return old.columnOf(identity).isPresent();
        }

        boolean isNew(String identity) {
            return wanted.columnOf(identity).isPresent();
        }

        boolean isRequired(String identity) {
            return !column(identity).nullable();
        }

        Stored stored(String identity) {
            Column column = column(identity);
            SameRow.Shape shape =
                    !isOld(identity) ? SameRow.Shape.NEW : isNew(identity) ? SameRow.Shape.BOTH : SameRow.Shape.OLD;
            return new Stored(places.open(column), places.sealed(column), column.type(), absent(identity), shape);
        }

        /** A default that is computed may give another value each time, and says nothing of who wrote. */
        private String absent(String identity) {
            return old.columnOf(identity)
                    .filter(c -> c.origin().generation() == Column.Generation.DEFAULT)
                    .map(c -> c.origin().expression())
                    .filter(expression -> expression.indexOf('(') < 0)
                    .orElse("NULL");
        }
    }
}
