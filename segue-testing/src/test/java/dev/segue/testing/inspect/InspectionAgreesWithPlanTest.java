package dev.segue.testing.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.dialect.Finding;
import dev.segue.inspect.Change;
import dev.segue.inspect.Inspection.Inspected;
import dev.segue.inspect.Verdict;
import dev.segue.inspect.Verdict.Answer;
import dev.segue.inspect.Verdict.Reason;
import dev.segue.testing.inspect.Zoo.Planned;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.Majors;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What an inspection says of a table is what planning says of a migration of it: accepted, or refused for that reason. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("majors")
class InspectionAgreesWithPlanTest {

    private static final String ROLE = "segue_that_looks";

    @Parameter
    Major major;

    private final SoftAssertions differences = new SoftAssertions();
    private Zoo zoo;

    static List<Major> majors() {
        return Majors.everyRun();
    }

    @BeforeEach
    void makeZoo() {
        zoo = new Zoo(major);
    }

    @AfterEach
    void dropZoo() {
        zoo.close();
    }

    @Test
    void of_every_kind_of_table_for_every_family_of_changes() {
        agreesOnAll();
    }

    @Test
    void for_a_role_that_owns_nothing() {
        connectAs("GRANT USAGE ON SCHEMA public, \"Odd one\" TO " + ROLE
                + "; GRANT SELECT ON ALL TABLES IN SCHEMA public, \"Odd one\" TO " + ROLE);

        agreesOn(zoo.inspect("plain", "keyless", "days", "days_one", "heir", "guarded", "published")
                .tables());
    }

    @Test
    void for_a_role_that_owns_the_tables_and_may_make_no_schema() {
        connectAs("GRANT USAGE ON SCHEMA public TO " + ROLE + "; CREATE SCHEMA segue AUTHORIZATION " + ROLE
                + "; ALTER TABLE plain OWNER TO " + ROLE + "; ALTER TABLE guarded OWNER TO " + ROLE
                + "; ALTER TABLE viewed OWNER TO " + ROLE);

        agreesOn(zoo.inspect("plain", "guarded", "viewed").tables());
    }

    @Test
    void beside_a_migration_that_makes_a_version_schema() throws Exception {
        zoo.engine()
                .run(
                        underWay("rename_column: { table: plain, from: note, to: remark }"),
                        dev.segue.plan.Phase.VERIFY,
                        List.of());

        agreesOn(zoo.inspect("plain", "viewed", "\"Odd one\".\"T.1\"").tables());
    }

    @Test
    void beside_a_migration_that_takes_columns_away() throws Exception {
        zoo.engine()
                .run(
                        underWay("extract_table: { from: plain, columns: [note], into: notes, reference: note_id }"),
                        dev.segue.plan.Phase.VERIFY,
                        List.of());

        agreesOn(zoo.inspect("plain", "viewed", "\"Odd one\".\"T.1\"").tables());
        Verdict extract = zoo.table("plain").on(Change.EXTRACT_TABLE);
        assertThat(extract.reasons())
                .filteredOn(r -> "note".equals(r.column()))
                .extracting(r -> r.finding().message())
                .containsExactly("0001_first changes public.plain.note too, and is BOTH_LIVE");
    }

    private static dev.segue.migration.MigrationFile underWay(String operations) throws Exception {
        return dev.segue.migration.MigrationFile.parse(
                java.nio.file.Path.of("0001_first.yaml"),
                "strategy: expand_contract\noperations:\n  - " + operations + "\n");
    }

    private void connectAs(String grants) {
        zoo.does("DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '" + ROLE + "') THEN CREATE ROLE "
                + ROLE + " LOGIN; END IF; END $$; REVOKE ALL ON SCHEMA public FROM PUBLIC; " + grants);
        zoo.as(ROLE);
    }

    private void agreesOnAll() {
        List<Inspected> tables = zoo.inspect().tables();
        assertThat(tables).hasSizeGreaterThan(20);
        agreesOn(Stream.concat(
                        tables.stream(), zoo.inspect("days_one", "half_here", "looks", "kept", "far").tables().stream())
                .toList());
    }

    private void agreesOn(List<Inspected> tables) {
        for (Inspected table : tables) {
            String name = Zoo.yaml(table.relation().name());
            Verdict columns = table.on(Change.COLUMNS);
            agrees(
                    table,
                    columns,
                    "add_column: { table: %s, column: { name: added, type: int, nullable: true, up: '1' } }"
                            .formatted(name),
                    ofTable());
            Verdict extract = table.on(Change.EXTRACT_TABLE);
            for (String column : telling(table)) {
                agrees(
                        table,
                        columns,
                        "alter_column: { table: %s, column: %s, up: '(%s)', down: '(%s)' }"
                                .formatted(name, quoted(column), sql(column), sql(column)),
                        ofTable().or(of(column)));
                agrees(
                        table,
                        extract,
                        "extract_table: { from: %s, columns: [%s], into: extracted, reference: extracted_id, key: { name: extracted_key } }"
                                .formatted(name, quoted(column)),
                        ofTable().or(of(column)));
                agrees(
                        table,
                        table.on(Change.VERSION_SCHEMA),
                        "rename_column: { table: %s, from: %s, to: renamed }".formatted(name, quoted(column)),
                        ofTable().or(of(column)));
            }
            catalog(table, name);
        }
        differences.assertAll();
    }

    private void catalog(Inspected table, String name) {
        Verdict verdict = table.on(Change.CATALOG);
        String column =
                columns(table).stream().filter(c -> !c.equals("room")).toList().getLast();
        agrees(
                table,
                verdict,
                "create_index: { table: %s, name: made, columns: [%s] }".formatted(name, quoted(column)),
                ofTable());
        agrees(
                table,
                verdict,
                "create_index: { table: %s, name: made, unique: true, columns: [%s] }".formatted(name, quoted(column)),
                ofTable().or(r -> String.valueOf(r.operation()).startsWith("create_index")));
        agrees(
                table,
                verdict,
                "create_constraint: { table: %s, name: made, type: unique, columns: [%s] }"
                        .formatted(name, quoted(column)),
                ofTable().or(r -> String.valueOf(r.operation()).startsWith("create_constraint")));
        agrees(
                table,
                verdict,
                "add_column: { table: %s, column: { name: added, type: int, nullable: true } }".formatted(name),
                ofTable().or(r -> "add_column".equals(r.operation())));
    }

    /** {@return the columns of which something is said, and one of which nothing is} */
    private List<String> telling(Inspected table) {
        Set<String> told = table.verdicts().stream()
                .flatMap(v -> v.reasons().stream())
                .flatMap(r -> Stream.ofNullable(r.column()))
                .collect(Collectors.toSet());
        List<String> all = columns(table);
        return Stream.concat(
                        all.stream().filter(told::contains),
                        all.stream().filter(c -> !told.contains(c)).limit(1))
                .toList();
    }

    private List<String> columns(Inspected table) {
        return List.of(zoo.ask("SELECT string_agg(attname, '|' ORDER BY attnum) FROM pg_attribute"
                        + " WHERE attnum > 0 AND NOT attisdropped AND attname !~ '^segue' AND attrelid = '\"%s\".\"%s\"'::regclass"
                                .formatted(
                                        table.relation().name().schema(),
                                        table.relation().name().name()))
                .split("\\|"));
    }

    private static Predicate<Reason> ofTable() {
        return r -> r.column() == null && r.operation() == null;
    }

    private static Predicate<Reason> of(String column) {
        return r -> column.equals(r.column());
    }

    private static String quoted(String column) {
        return "'" + column.replace("'", "''") + "'";
    }

    private static String sql(String column) {
        return '"' + column.replace("\"", "\"\"") + '"';
    }

    /** @param which of the verdict's reasons are of such an operation */
    private void agrees(Inspected table, Verdict verdict, String operation, Predicate<Reason> which) {
        Set<String> refusals = messages(verdict, which.and(Reason::refuses));
        Set<String> warnings = messages(verdict, which.and(r -> r.finding().weight() == Finding.Weight.WARN));

        Planned planned = zoo.plan(operation);
        // nothing is behind the foreign tables of the zoo, so the server tries no expression on their rows
        Set<String> refused = planned.refused().stream()
                .filter(m -> !m.contains("has no handler"))
                .flatMap(InspectionAgreesWithPlanTest::each)
                .collect(Collectors.toCollection(TreeSet::new));

        if (refusals.isEmpty()) {
            differences
                    .assertThat(refused)
                    .as("%s of %s, of which nothing speaks against it", operation, table)
                    .isEmpty();
            differences
                    .assertThat(known(planned.warned()))
                    .as("warnings of %s", operation)
                    .containsAll(warnings);
            differences.assertThat(verdict.answer()).as(operation).isNotEqualTo(Answer.NO);
        } else {
            // what is wrong with the file is told before the server is asked for the rest
            differences
                    .assertThat(planned.refused())
                    .as("%s, refused for %s", operation, refusals)
                    .isNotEmpty();
            differences
                    .assertThat(refusals)
                    .as("%s says %s", operation, refused)
                    .containsAll(refused);
        }
    }

    /** What several things are said of in one sentence is said of each. */
    private static Stream<String> each(String message) {
        Matcher changes =
                Pattern.compile("(\\S+ changes )(.*)( too, and is .*)").matcher(message);
        return changes.matches()
                ? Stream.of(changes.group(2).split(", ")).map(one -> changes.group(1) + one + changes.group(3))
                : Stream.of(message);
    }

    /** Names that only a migration has are not known before. */
    private static Set<String> known(Set<String> messages) {
        return messages.stream()
                .map(m -> m.replace("to public.extracted", "to the new table")
                        .replace("through public.extracted", "through the new table"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> messages(Verdict verdict, Predicate<Reason> which) {
        return verdict.reasons().stream()
                .filter(which)
                .flatMap(r -> each(r.finding().message().replace("_NAME", "_" + Zoo.MIGRATION)))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
