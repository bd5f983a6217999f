package dev.segue.plan;

import dev.segue.catalog.Catalog;
import dev.segue.catalog.Column;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.catalog.VersionSchema;
import dev.segue.dialect.Finding;
import dev.segue.migration.DuplicateWrites;
import dev.segue.migration.Strategy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a migration will execute, before anything is. Stored in the journal when the migration starts; a
 * later run, also of a newer release, resumes this plan and not a new one.
 *
 * @param header what is planned
 * @param steps all steps of all phases, also those of the ways back
 * @param mappings what is filled, compared and watched
 * @param versions the new shape as views, where its names are not those of the tables before seal
 * @param itinerary phases and gates in their order
 * @param catalogs the three catalogs, limited to the tables concerned
 * @param assessment what the author should know
 * @param export what makes the same change where nobody else uses the database; null in a plan of a release that did not
 *     make it
 */
public record Plan(
        Header header,
        List<Step> steps,
        List<PlannedMapping> mappings,
        List<VersionSchema> versions,
        List<Stop> itinerary,
        Catalogs catalogs,
        Assessment assessment,
        @Nullable Export export) {

    /** The form of plans that this release writes. */
    public static final int FORMAT = 1;

    /**
     * What is planned.
     *
     * @param attempt counts the starts of a migration that was rolled back; from 1
     * @param checksum of the migration file's text
     * @param duplicateWrites who writes twice; the database, where an older plan does not say
     */
    public record Header(
            int format,
            String migration,
            int attempt,
            String checksum,
            @Nullable String description,
            String flag,
            @Nullable DuplicateWrites duplicateWrites,
            List<String> schemas) {
        public Header {
            schemas = List.copyOf(schemas);
            duplicateWrites = duplicateWrites == null ? DuplicateWrites.DATABASE : duplicateWrites;
        }

        /** {@return whether the application's code writes both shapes, in stages} */
        public boolean inStages() {
            return duplicateWrites == DuplicateWrites.APPLICATION;
        }
    }

    /** The tables concerned, before, while both shapes live, and after. */
    public record Catalogs(Catalog before, Catalog expanded, Catalog after) {}

    /**
     * What the author should know.
     *
     * @param strategy the itinerary's name and why it was chosen
     * @param warnings what was found
     * @param dropped for each table the columns that contract drops, by the names they bear until sealed
     * @param lossless whether every value comes back as it was
     * @param rows about how many rows the backfill goes through
     * @param bytes the size of what it goes through
     */
    public record Assessment(
            Choice strategy,
            List<Finding> warnings,
            Map<String, List<String>> dropped,
            boolean lossless,
            long rows,
            long bytes) {
        public Assessment {
            warnings = List.copyOf(warnings);
            dropped = Map.copyOf(dropped);
        }
    }

    /**
     * A strategy, and why it is this one.
     *
     * @param options all strategies, and why each is allowed or not
     * @param compatibility which code runs on which shape; null in a plan of a release that did not judge it
     */
    public record Choice(
            String strategy,
            String why,
            List<Option> options,
            @Nullable Compatibility compatibility) {
        public Choice {
            options = options == null ? List.of() : List.copyOf(options);
        }
    }

    /**
     * A strategy that might be taken.
     *
     * @param strategy its name
     * @param allowed whether the compatibility table allows it
     * @param why what speaks for it, or what stands against it
     */
    public record Option(String strategy, boolean allowed, String why) {}

    public Plan {
        steps = List.copyOf(steps);
        mappings = List.copyOf(mappings);
        versions = versions == null ? List.of() : List.copyOf(versions);
        itinerary = List.copyOf(itinerary);
    }

    /** {@return whether the migration's strategy is that one} */
    public boolean goesBy(Strategy strategy) {
        return assessment.strategy().strategy().equals(Strategies.word(strategy));
    }

    /** {@return the steps of a phase, in their order} */
    public List<Step> steps(Phase phase) {
        return steps.stream().filter(s -> s.phase() == phase).toList();
    }

    /** {@return for each table the columns that contract drops and that must have a value until then} */
    public Map<TableName, List<String>> requiredOfOldShape() {
        Map<TableName, List<String>> required = new LinkedHashMap<>();
        for (Table table : catalogs.before().list()) {
            List<String> dropped =
                    assessment.dropped().getOrDefault(table.name().toString(), List.of());
            List<String> columns = table.columns().stream()
                    .filter(c -> !c.nullable() && dropped.contains(c.name()))
                    .map(Column::name)
                    .toList();
            if (!columns.isEmpty()) {
                required.put(table.name(), columns);
            }
        }
        return required;
    }

    /** {@return the tables that the new shape has and the old one has not} */
    public List<TableName> newTables() {
        return catalogs.expanded().list().stream()
                .map(Table::name)
                .filter(name -> catalogs.before().table(name).isEmpty())
                .toList();
    }

    /** {@return the gates that must be open before a phase} */
    public List<dev.segue.gate.Requirement> gatesBefore(Phase phase) {
        List<dev.segue.gate.Requirement> gates = List.of();
        for (Stop stop : itinerary) {
            switch (stop) {
                case Stop.Await await -> gates = await.gates();
                case Stop.Halt halt -> {}
                case Stop.Start start -> {}
                case Stop.Run run -> {
                    if (run.phase() == phase) {
                        return gates;
                    }
                    gates = List.of();
                }
            }
        }
        return List.of();
    }
}
