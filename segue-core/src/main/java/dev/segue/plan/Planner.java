package dev.segue.plan;

import dev.segue.catalog.Catalog;
import dev.segue.catalog.Column;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.catalog.VersionSchema;
import dev.segue.dialect.Dialect;
import dev.segue.dialect.Finding;
import dev.segue.dialect.MappingSql;
import dev.segue.dialect.Preflight;
import dev.segue.mapping.Mapping;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.Migration;
import dev.segue.migration.MigrationFile;
import dev.segue.migration.Strategy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Makes plans. Reading and preflight talk to the server; what follows is a pure function of what was read, so a dry run
 * is a print and a plan can be compared with a golden file.
 */
public final class Planner {

    private final Dialect dialect;

    public Planner(Dialect dialect) {
        this.dialect = dialect;
    }

    /**
     * {@return what would be executed}
     *
     * @param connection a connection that the dialect has prepared; nothing is changed through it
     * @param attempt counts the starts of a migration that was rolled back; from 1
     * @param older the version schemas that earlier migrations left
     * @throws InvalidMigrationException if the file does not fit the database
     */
    public Plan plan(Connection connection, MigrationFile file, int attempt, List<VersionSchema> older)
            throws SQLException, InvalidMigrationException {
        Resolver.Resolved resolved;
        try {
            resolved = Resolver.resolve(dialect, connection, file);
        } catch (UncheckedSqlException e) {
            throw e.sql();
        }
        List<Preflight> preflights = new ArrayList<>();
        for (Mapping mapping : resolved.mappings()) {
            preflights.add(dialect.preflight(resolved.session(), mapping));
        }
        preflights.add(new Preflight(
                dialect.preflight(connection, resolved.before(), resolved.after(), resolved.mappings()), 0, 0));
        preflights.add(new Preflight(
                dialect.preflight(
                        connection,
                        new Versions(dialect, file.migration().versionSchema(), resolved, older).made(List.of())),
                0,
                0));
        refuse(file, preflights);
        return plan(file, resolved, preflights, attempt, older);
    }

    private static void refuse(MigrationFile file, List<Preflight> preflights) throws InvalidMigrationException {
        List<dev.segue.migration.Problem> problems = preflights.stream()
                .flatMap(p -> p.findings().stream())
                .filter(f -> f.weight() == Finding.Weight.REFUSE)
                .map(f -> file.source().problem("operations", f.message(), f.hint()))
                .toList();
        if (!problems.isEmpty()) {
            throw new InvalidMigrationException(problems);
        }
    }

    private MappingSql derive(Strategy strategy, Migration migration, Mapping mapping, int ordinal) {
        if (strategy == Strategy.BIG_BANG) {
            return dialect.deriveWithoutTriggers(mapping, migration.name(), ordinal);
        }
        return switch (migration.duplicateWrites()) {
            case DATABASE -> dialect.derive(mapping, migration.name(), ordinal);
            case APPLICATION -> dialect.deriveWithoutTriggers(mapping, migration.name(), ordinal);
        };
    }

    /** A strategy whose premises do not hold is refused before anything changes. */
    private static InvalidMigrationException refused(MigrationFile file, Strategies strategies) {
        Strategy asked = file.migration().strategy();
        String allowed = strategies.options().stream()
                .filter(Plan.Option::allowed)
                .map(Plan.Option::strategy)
                .collect(Collectors.joining(", "));
        String what = asked == Strategy.AUTO
                ? "no strategy is safe for this change"
                : Strategies.word(asked) + " is not safe here: "
                        + strategies.option(asked).why();
        return new InvalidMigrationException(List.of(file.source()
                .problem(
                        "strategy",
                        what,
                        allowed.isEmpty() ? null : "allowed: " + allowed + "; or leave the strategy out")));
    }

    private Plan plan(
            MigrationFile file,
            Resolver.Resolved resolved,
            List<Preflight> preflights,
            int attempt,
            List<VersionSchema> older)
            throws InvalidMigrationException {
        Migration migration = file.migration();
        Shapes bare = Shapes.of(dialect, resolved, Additions.NONE);
        Compatibility compatibility = CompatibilityTable.of(
                migration, bare, bare.shown(t -> Versions.isNeeded(resolved, dialect, t)), resolved.mappings());
        Strategies strategies =
                new Strategies(migration, compatibility, !resolved.mappings().isEmpty());
        Strategy strategy = strategies.chosen().orElseThrow(() -> refused(file, strategies));
        List<MappingSql> derived = new ArrayList<>();
        Map<TableName, List<Column>> bookkeeping = new HashMap<>();
        for (int n = 0; n < resolved.mappings().size(); n++) {
            MappingSql sql = derive(strategy, migration, resolved.mappings().get(n), n + 1);
            derived.add(sql);
            sql.bookkeeping()
                    .forEach((table, columns) -> bookkeeping
                            .computeIfAbsent(table, t -> new ArrayList<>())
                            .addAll(columns));
        }
        Additions additions = new Additions(
                migration.name(),
                bookkeeping,
                strategy == Strategy.BIG_BANG
                        ? List.of()
                        : resolved.particulars().marked());
        Shapes shapes = Shapes.of(dialect, resolved, additions);
        Versions versions = new Versions(dialect, migration.versionSchema(), resolved, older);
        List<VersionSchema> made = strategy == Strategy.BIG_BANG ? List.of() : versions.made(derived);
        List<Step> steps = strategy == Strategy.BIG_BANG
                ? new BigBangSteps(
                                dialect,
                                migration,
                                attempt,
                                shapes,
                                resolved.mappings(),
                                derived,
                                versions.left(),
                                resolved.scripts(),
                                resolved.objects())
                        .all()
                : new PlanSteps(
                                dialect,
                                migration,
                                attempt,
                                shapes,
                                resolved.mappings(),
                                derived,
                                made,
                                versions.left(),
                                resolved.scripts(),
                                resolved.objects())
                        .all();
        List<PlannedMapping> mappings = new ArrayList<>();
        for (int n = 0; n < derived.size(); n++) {
            Mapping mapping = resolved.mappings().get(n);
            MappingSql sql = derived.get(n);
            mappings.add(new PlannedMapping(
                    sql.name(),
                    mapping.describe(),
                    mapping.tables().getFirst(),
                    mapping.tables(),
                    sql.ranges(),
                    sql.swap().ranges(),
                    sql.watch()));
        }
        Set<String> schemas = new LinkedHashSet<>();
        limited(shapes.expanded(), shapes)
                .list()
                .forEach(t -> schemas.add(t.name().schema()));
        List<Finding> warnings = new ArrayList<>(resolved.warnings());
        preflights.forEach(p -> warnings.addAll(p.findings()));
        return new Plan(
                new Plan.Header(
                        Plan.FORMAT,
                        migration.name(),
                        attempt,
                        file.checksum(),
                        migration.description(),
                        migration.flag(),
                        migration.duplicateWrites(),
                        List.copyOf(schemas)),
                steps,
                mappings,
                made,
                Itineraries.of(strategy, migration, !derived.isEmpty(), takesNothing(steps, resolved.scripts())),
                new Plan.Catalogs(
                        limited(shapes.before(), shapes),
                        limited(shapes.expanded(), shapes),
                        limited(shapes.after(), shapes)),
                new Plan.Assessment(
                        new Plan.Choice(
                                Strategies.word(strategy),
                                strategies.why(strategy),
                                strategies.options(),
                                compatibility),
                        warnings,
                        dropped(shapes),
                        resolved.mappings().stream().allMatch(m -> m.fidelity() == Mapping.Fidelity.LOSSLESS),
                        preflights.stream().mapToLong(Preflight::rows).sum(),
                        preflights.stream().mapToLong(Preflight::bytes).sum()),
                Exports.of(dialect, migration.name(), resolved, bare));
    }

    /** {@return whether the old code notices nothing until the end, so that there is nothing to wait for} */
    private static boolean takesNothing(List<Step> steps, List<Script> scripts) {
        return scripts.isEmpty()
                && steps.stream().noneMatch(s -> s.phase() == Phase.SEAL || s.phase() == Phase.CONTRACT);
    }

    /** {@return the identities of the tables that change or are made} */
    private static Set<String> concerned(Shapes shapes) {
        Set<String> identities = new LinkedHashSet<>();
        for (Catalog catalog : List.of(shapes.before(), shapes.expanded(), shapes.after())) {
            for (Table table : catalog.list()) {
                Optional<Table> same = Optional.of(table);
                if (!shapes.before().tableOf(table.identity()).equals(same)
                        || !shapes.expanded().tableOf(table.identity()).equals(same)
                        || !shapes.after().tableOf(table.identity()).equals(same)) {
                    identities.add(table.identity());
                }
            }
        }
        return identities;
    }

    private static Catalog limited(Catalog catalog, Shapes shapes) {
        Set<String> concerned = concerned(shapes);
        Map<TableName, Table> tables = new TreeMap<>(catalog.tables());
        tables.values().removeIf(t -> !concerned.contains(t.identity()));
        return new Catalog(tables);
    }

    private static Map<String, List<String>> dropped(Shapes shapes) {
        Map<String, List<String>> dropped = new TreeMap<>();
        for (Table table : shapes.before().list()) {
            Optional<Table> wanted = shapes.after().tableOf(table.identity());
            List<String> columns = table.columns().stream()
                    .filter(c -> wanted.isEmpty()
                            || wanted.get().columnOf(c.identity()).isEmpty())
                    .map(Column::name)
                    .toList();
            if (!columns.isEmpty()) {
                dropped.put(table.name().toString(), columns);
            }
        }
        return dropped;
    }
}
