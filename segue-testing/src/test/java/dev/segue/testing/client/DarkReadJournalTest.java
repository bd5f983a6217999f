package dev.segue.testing.client;

import static dev.segue.testing.client.DarkReadDatabase.MIGRATION;
import static dev.segue.testing.client.DarkReadDatabase.NEW;
import static dev.segue.testing.client.DarkReadDatabase.OLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.segue.client.darkread.Alert;
import dev.segue.client.darkread.DarkRead;
import dev.segue.client.darkread.DarkReadSettings;
import dev.segue.client.darkread.DarkReads;
import dev.segue.client.darkread.Origin;
import dev.segue.client.darkread.Rules;
import dev.segue.client.darkread.Verdict;
import dev.segue.testing.client.DarkReadDatabase.Address;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What dark reads tell the journal, with no right of their own but to call its functions; and what follows from it. */
class DarkReadJournalTest {

    private static final DarkReadSettings EVERY_READ = DarkReadSettings.standard()
            .withPerTenThousand(10_000)
            .withPerSecond(0)
            .withBudget(Duration.ofSeconds(20));

    private static final String COUNTS =
            "SELECT string_agg(concat_ws(' ', name, version, comparisons, mismatches), ', ')"
                    + " FROM segue.dark_read_counts('0007_extract_address')";

    private final AtomicLong epoch = new AtomicLong(3);
    private final List<Alert> alerts = new CopyOnWriteArrayList<>();
    private DarkReadDatabase database;
    private HikariDataSource pool;
    private DarkReads reads;

    @BeforeEach
    void the_application_has_a_role_of_its_own() throws SQLException {
        database = DarkReadDatabase.fresh();
        database.does("""
                DO $$ BEGIN CREATE ROLE app LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
                GRANT USAGE ON SCHEMA segue TO app;
                GRANT SELECT ON both_shapes TO app""");
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.server().url(database.name()));
        config.setUsername("app");
        config.setMaximumPoolSize(3);
        config.setMinimumIdle(0);
        pool = new HikariDataSource(config);
        begin(EVERY_READ, "v42");
    }

    @AfterEach
    void nothing_is_left_running() {
        reads.close();
        pool.close();
    }

    private void begin(DarkReadSettings settings, String version) {
        if (reads != null) {
            reads.close();
        }
        reads = new DarkReads(new Origin(MIGRATION, version, epoch::get, () -> 17), pool, settings);
        reads.alert(alerts::add);
    }

    private void compare(DarkRead<Address> read, int times) throws SQLException {
        long before = compared(read);
        for (int n = 0; n < times; n++) {
            read.read(pool, false, OLD, NEW);
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> compared(read) == before + times);
        reads.flush();
    }

    private static long compared(DarkRead<?> read) {
        return read.count(Verdict.MATCH) + read.count(Verdict.MISMATCH) + read.count(Verdict.IGNORED);
    }

    @Test
    void a_read_that_never_ran_is_registered() throws SQLException {
        reads.register("order page", Rules.STRICT);

        reads.flush();

        assertThat(database.asks(COUNTS)).isEqualTo("order page v42 0 0");
        assertThat(database.asks("SELECT reason FROM segue.against_dark_reads('0007_extract_address')"))
                .isEqualTo("order page: 0 of 3 compared, 0 differ");
    }

    @Test
    void clean_reads_open_the_gate_and_are_counted_once() throws SQLException {
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);

        compare(read, 3);
        reads.flush();

        assertThat(database.asks(COUNTS)).isEqualTo("order page v42 3 0");
        assertThat(database.asks("SELECT reason FROM segue.against_dark_reads('0007_extract_address')"))
                .isEqualTo("nothing");
    }

    @Test
    void a_planted_mismatch_raises_the_alert_closes_the_gate_and_shows_its_path_without_its_value()
            throws SQLException {
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);
        compare(read, 3);
        database.does("UPDATE both_shapes SET new_street = 'Fir St'");

        compare(read, 1);

        await().atMost(Duration.ofSeconds(30)).until(() -> !alerts.isEmpty());
        assertThat(alerts.get(0).read()).isEqualTo(new Alert.Read(MIGRATION, "order page", "v42", 3));
        assertThat(database.asks("SELECT reason FROM segue.against_dark_reads('0007_extract_address')"))
                .isEqualTo("order page: 4 of 3 compared, 1 differ");
        assertThat(database.asks("SELECT path || ' ' || verdict FROM segue.dark_read_sample"))
                .isEqualTo("street MISMATCH");
        assertThat(database.asks("SELECT old_value || new_value FROM segue.dark_read_sample"))
                .matches("#[0-9a-f]{12}#[0-9a-f]{12}");
    }

    @Test
    void counts_start_anew_with_the_epoch_the_version_and_the_rules() throws SQLException {
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);
        compare(read, 3);

        database.does("UPDATE segue.flag SET epoch = 4");
        epoch.set(4);
        compare(read, 1);
        String afterTheEpoch = database.asks(COUNTS);
        begin(EVERY_READ, "v43");
        compare(reads.register("order page", Rules.STRICT), 2);
        String afterTheVersion = database.asks(COUNTS);
        begin(EVERY_READ, "v43");
        reads.register("order page", Rules.STRICT.unordered("lines"));
        reads.flush();
        String afterTheRules = database.asks(COUNTS);

        assertThat(List.of(afterTheEpoch, afterTheVersion, afterTheRules))
                .containsExactly("order page v42 1 0", "order page v43 2 0", "order page v43 0 0");
    }

    @Test
    void the_same_program_goes_on_counting_after_a_restart() throws SQLException {
        compare(reads.register("order page", Rules.STRICT.unordered("lines")), 3);

        begin(EVERY_READ, "v42");
        compare(reads.register("order page", Rules.STRICT.unordered("lines")), 1);

        assertThat(database.asks(COUNTS)).isEqualTo("order page v42 4 0");
    }

    @Test
    void what_was_found_while_the_journal_was_away_arrives_when_it_is_back() throws SQLException {
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);
        database.does("ALTER SCHEMA segue RENAME TO away");
        compare(read, 2);

        database.does("ALTER SCHEMA away RENAME TO segue");
        reads.flush();

        assertThat(database.asks(COUNTS)).isEqualTo("order page v42 2 0");
    }

    @Test
    void a_journal_of_another_contract_is_told_nothing() throws SQLException {
        database.does("CREATE OR REPLACE FUNCTION segue.contract_version() RETURNS integer LANGUAGE sql AS 'SELECT 2'");
        begin(EVERY_READ, "v42");

        compare(reads.register("order page", Rules.STRICT), 2);

        assertThat(database.asks("SELECT count(*) FROM segue.dark_read_site")).isEqualTo("0");
        assertThat(database.asks("SELECT count(*) FROM segue.dark_read")).isEqualTo("0");
    }

    @Test
    void a_migration_that_is_not_there_fails_no_read() throws SQLException {
        database.does("DELETE FROM segue.dark_read_goal; DELETE FROM segue.flag; DELETE FROM segue.migration");
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);

        compare(read, 2);

        assertThat(read.count(Verdict.MATCH)).isEqualTo(2);
    }

    @Test
    void a_value_that_is_shown_may_be_any_text() throws SQLException {
        DarkRead<String> read = reads.register("order page", Rules.STRICT.showing(""));

        read.read(pool, false, connection -> "a\0b\"\uD800", connection -> "c".repeat(100_000));
        await().atMost(Duration.ofMinutes(1)).until(() -> read.count(Verdict.MISMATCH) == 1);
        reads.flush();

        assertThat(database.asks("SELECT old_value FROM segue.dark_read_sample"))
                .isEqualTo("a\uFFFDb\"\uFFFD");
        assertThat(database.asks("SELECT length(new_value) FROM segue.dark_read_sample"))
                .isEqualTo("201");
    }

    @Test
    void too_many_mismatches_take_the_flag_back_and_say_so() throws SQLException {
        begin(EVERY_READ.withRetreat(3, 0.5), "v42");
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);
        compare(read, 1);
        database.does("UPDATE both_shapes SET new_street = 'Fir St'");
        compare(read, 1);
        assertThat(database.asks("SELECT percent FROM segue.flag"))
                .as("two are too few to tell")
                .isEqualTo("100");

        compare(read, 1);

        await().atMost(Duration.ofMinutes(1))
                .until(() -> alerts.stream().anyMatch(alert -> alert.kind() == Alert.Kind.RETREAT));
        assertThat(database.asks("SELECT percent || ' ' || epoch || ' ' || changed_by FROM segue.flag"))
                .isEqualTo("0 4 dark reads of instance 17");
        assertThat(database.asks("SELECT message FROM segue.event WHERE kind = 'retreat'"))
                .isEqualTo("order page: 2 of the last 3 reads differ");
    }

    @Test
    void nothing_retreats_that_was_not_told_to() throws SQLException {
        database.does("UPDATE both_shapes SET new_street = 'Fir St'");

        compare(reads.register("order page", Rules.STRICT), 20);

        reads.close();
        assertThat(database.asks("SELECT percent FROM segue.flag")).isEqualTo("100");
    }

    @Test
    void a_retreat_that_finds_the_flag_locked_is_tried_again() throws Exception {
        begin(EVERY_READ.withRetreat(1, 1), "v42");
        database.does("UPDATE both_shapes SET new_street = 'Fir St'");
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);
        try (var holder = database.source().getConnection()) {
            holder.setAutoCommit(false);
            DarkReadDatabase.does(holder, "UPDATE segue.flag SET changed_by = changed_by");
            compare(read, 1);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> !"0"
                            .equals(database.asks("SELECT count(*) FROM pg_stat_database"
                                    + " WHERE datname = current_database() AND xact_rollback > 0")));
            holder.commit();
        }

        await().atMost(Duration.ofMinutes(1)).until(() -> "0".equals(database.asks("SELECT percent FROM segue.flag")));
    }
}
