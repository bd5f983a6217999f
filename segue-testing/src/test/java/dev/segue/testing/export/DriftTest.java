package dev.segue.testing.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.engine.Drift;
import dev.segue.engine.Drift.DeclaredFile;
import dev.segue.engine.Drift.Kind;
import dev.segue.engine.Force;
import dev.segue.gate.Gate;
import dev.segue.plan.Phase;
import dev.segue.testing.locks.LockCase;
import dev.segue.testing.server.Majors;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What files, journal and database do not agree about is found; that nothing is found where they do, every export tells. */
class DriftTest {

    private static final LockCase CASE = LockCase.of(
            "extract_table",
            "",
            "orders",
            "",
            "- extract_table: { from: orders, columns: [street, city], into: details, reference: detail_id }");

    private ShopDatabase database;

    @BeforeEach
    void make() throws Exception {
        database = ShopDatabase.filled(Majors.one(), CASE);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private List<String> found() throws Exception {
        return found(List.of(new DeclaredFile(
                LockCase.MIGRATION, "m/0001_change.yaml", CASE.file().checksum())));
    }

    private List<String> found(List<DeclaredFile> files) {
        Drift drift = database.engine().validate(files, true);
        return drift.findings().stream()
                .map(f -> f.kind() + " " + f.migration() + ": " + f.message())
                .toList();
    }

    private void run(Phase until) throws Exception {
        database.engine().run(CASE.file(), until, List.of(new Force(Gate.OLD_SIDE_QUIET, "a test")));
    }

    @Test
    void a_database_that_segue_never_touched_has_no_drift_and_stays_untouched() throws Exception {
        assertThat(found()).isEmpty();
        assertThat(database.hasOwnObjects()).isFalse();
    }

    @Test
    void files_are_held_against_the_journal() throws Exception {
        run(Phase.EXPAND);

        assertThat(found(List.of()))
                .containsExactly("FILE_MISSING 0001_change: the journal has it as FILLING, and it has no file");
        assertThat(found(List.of(
                        new DeclaredFile(LockCase.MIGRATION, "m/0001_change.yaml", "another"),
                        new DeclaredFile("0002_broken", "m/0002_broken.yaml", null),
                        new DeclaredFile("0003_new", "m/0003_new.yaml", "new"))))
                .containsExactly(
                        "FILE_CHANGED 0001_change: m/0001_change.yaml changed since the migration was started from it",
                        "FILE_INVALID 0002_broken: m/0002_broken.yaml is no migration file");

        database.engine().rollback(LockCase.MIGRATION);
        assertThat(found(List.of())).noneMatch(f -> f.startsWith("FILE"));
    }

    @Test
    void tables_are_held_against_the_plan_while_both_shapes_live_and_after_contract() throws Exception {
        run(Phase.VERIFY);
        database.execute(
                "CREATE INDEX lately ON orders (city); ALTER TABLE orders DROP CONSTRAINT orders_detail_id_fkey;"
                        + "ALTER TABLE details ALTER city TYPE varchar(99); CREATE INDEX harmless ON orders (total)");

        assertThat(found())
                .containsExactlyInAnyOrder(
                        "CATALOG 0001_change: column public.details.city is of type character varying(99), not text",
                        "CATALOG 0001_change: constraint orders_detail_id_fkey on public.orders is gone",
                        "CATALOG 0001_change: index lately on public.orders was added and would go with street, city");

        database.execute(
                "DROP INDEX lately; ALTER TABLE details ALTER city TYPE text;"
                        + "ALTER TABLE orders ADD CONSTRAINT orders_detail_id_fkey FOREIGN KEY (detail_id) REFERENCES details (id)");
        database.migrate();
        database.execute("ALTER TABLE orders ADD city text; ALTER TABLE details RENAME street TO road;"
                + "ALTER TABLE orders ALTER total SET DEFAULT 5; ALTER TABLE orders ADD harmless text");

        assertThat(found())
                .containsExactlyInAnyOrder(
                        "CATALOG 0001_change: column public.orders.total has the default 5, not null",
                        "CATALOG 0001_change: column public.details.street is gone",
                        "CATALOG 0001_change: column public.orders.city, which was dropped, is there again");
    }

    @Test
    void what_no_migration_needs_is_told_with_what_drops_it() throws Exception {
        run(Phase.VERIFY);
        database.execute("INSERT INTO details (city) VALUES ('only new code knows it')");
        database.engine().rollback(LockCase.MIGRATION);
        database.execute("""
                CREATE SEQUENCE segue."0000_gone_quiet";
                CREATE FUNCTION segue."0000_gone_settle"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
                CREATE TRIGGER "~segue_0000_gone_late" AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION segue."0000_gone_settle"();
                ALTER TABLE orders ADD "segue_0000_gone" int;
                COMMENT ON COLUMN orders."segue_0000_gone" IS 'set by Segue while it fills; goes with contract or rollback';
                """);

        List<Drift.Finding> findings =
                database.engine().validate(List.of(), true).findings();

        assertThat(findings).allSatisfy(f -> assertThat(f.kind()).isEqualTo(Kind.LEFT_BEHIND));
        assertThat(findings.stream().map(f -> f.migration() + " " + f.message()))
                .anyMatch(m -> m.startsWith("0001_change table segue.\"0001_change_1_details\""))
                .hasSize(5);
        // what depends on another goes first
        findings.stream()
                .map(f -> f.next().replace("if nobody needs it: ", ""))
                .sorted((a, b) -> Boolean.compare(b.contains("TRIGGER"), a.contains("TRIGGER")))
                .forEach(statement -> {
                    try {
                        database.execute(statement);
                    } catch (java.sql.SQLException e) {
                        throw new AssertionError(statement, e);
                    }
                });
        assertThat(database.engine().validate(List.of(), true).findings()).isEmpty();
    }

    @Test
    void a_plan_of_another_release_is_told() throws Exception {
        run(Phase.EXPAND);
        database.execute("UPDATE segue.migration SET plan = replace(plan, '\"format\":1', '\"format\":99')");

        assertThat(found())
                .containsExactly(
                        "PLAN_UNREADABLE 0001_change: the journal's plan has the form 99, this release reads 1");
    }
}
