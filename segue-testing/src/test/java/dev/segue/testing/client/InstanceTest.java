package dev.segue.testing.client;

import static dev.segue.testing.client.JournalDatabase.FAST;
import static dev.segue.testing.client.JournalDatabase.MIGRATION;
import static dev.segue.testing.client.JournalDatabase.POLLING;
import static dev.segue.testing.client.JournalDatabase.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.client.ClientSettings;
import dev.segue.client.JournalException;
import dev.segue.client.JournalProblem;
import dev.segue.client.Migration;
import dev.segue.client.PushSettings;
import dev.segue.client.Segue;
import dev.segue.client.Shapes;
import dev.segue.client.Stage;
import dev.segue.client.Timing;
import dev.segue.client.Work;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An instance in the journal: registered, alive, in a stage, gone. */
class InstanceTest {

    private JournalDatabase journal;

    @BeforeEach
    void a_migration_whose_application_writes_twice() {
        journal = JournalDatabase.staged();
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private String instance(String column) {
        return journal.asks("SELECT " + column + " FROM segue.instance ORDER BY id DESC LIMIT 1");
    }

    private void awaitHeartbeats(int number) {
        for (int n = 0; n < number; n++) {
            String last = instance("seen_at");
            eventually(() -> assertThat(instance("seen_at")).isNotEqualTo(last));
        }
    }

    @Test
    void an_instance_is_registered_with_what_it_is_and_what_it_can() {
        try (Segue segue = Segue.open(journal.dataSource(), FAST)) {
            Migration migration = segue.migration(MIGRATION, Shapes.OLD);

            assertThat(instance("service || ' ' || name || ' ' || version")).isEqualTo("orders orders-1 v42");
            assertThat(instance("lease_until > clock_timestamp() AND drained_at IS NULL"))
                    .isEqualTo("t");
            assertThat(journal.used("shapes")).isEqualTo("OLD");
            assertThat(migration.instance()).isEqualTo(segue.instance()).isPositive();
            assertThat(instance("id")).isEqualTo(Long.toString(segue.instance()));
        }
    }

    @Test
    void a_migration_is_known_with_its_stage_when_it_is_given_out() {
        journal.move("DUAL_WRITE");
        try (Segue segue = Segue.open(journal.dataSource(), FAST)) {
            Migration migration = segue.migration(MIGRATION, Shapes.BOTH);

            assertThat(migration.stage()).contains(Stage.DUAL_WRITE);
            assertThat(migration.epoch()).isEqualTo(2);
            assertThat(migration.fence()).contains(journal.asks("SELECT segue.fence_of('" + MIGRATION + "')"));
            eventually(() -> assertThat(journal.used("epoch")).isEqualTo("2"));
        }
    }

    @Test
    void a_migration_that_the_journal_does_not_know_is_refused_with_what_to_do() {
        try (Segue segue = Segue.open(journal.dataSource(), FAST)) {
            assertThatThrownBy(() -> segue.migration("0007_extract_adress", Shapes.BOTH))
                    .isInstanceOfSatisfying(
                            JournalException.class,
                            e -> assertThat(e.problem()).isEqualTo(JournalProblem.UNKNOWN_MIGRATION))
                    .hasMessageContaining("0007_extract_adress")
                    .hasMessageContaining("segue run FILE");

            assertThat(segue.problem()).isEmpty();
        }
    }

    @Test
    void one_migration_is_used_in_one_way_only() {
        try (Segue segue = Segue.open(journal.dataSource(), FAST)) {
            Migration migration = segue.migration(MIGRATION, Shapes.BOTH);

            assertThat(segue.migration(MIGRATION, Shapes.BOTH)).isSameAs(migration);
            assertThatThrownBy(() -> segue.migration(MIGRATION, Shapes.OLD)).hasMessageContaining("BOTH");
        }
    }

    @Test
    void a_stage_is_acknowledged_only_when_no_work_of_an_older_one_is_under_way() {
        try (Segue segue = Segue.open(journal.dataSource(), FAST)) {
            Migration migration = segue.migration(MIGRATION, Shapes.BOTH);
            eventually(() -> assertThat(journal.used("epoch")).isEqualTo("1"));
            Work work = migration.begin();

            journal.move("DUAL_WRITE");
            eventually(() -> assertThat(migration.epoch()).isEqualTo(2));
            awaitHeartbeats(3);

            assertThat(journal.used("epoch")).isEqualTo("1");
            assertThat(work.stage()).contains(Stage.OFF);
            assertThat(work.epoch()).isEqualTo(1);
            assertThatThrownBy(journal.moving("SHADOW")).hasMessageContaining("not yet in stage DUAL_WRITE: orders");

            try (Work newer = migration.begin()) {
                assertThat(newer.stage()).contains(Stage.DUAL_WRITE);
                work.close();
                work.close(); // the second time does nothing
                eventually(() -> assertThat(journal.used("epoch")).isEqualTo("2"));
            }
            journal.move("SHADOW");
        }
    }

    @Test
    void who_asked_without_saying_how_long_it_takes_gets_the_time_of_a_request() {
        ClientSettings patient = FAST.withTiming(FAST.timing().withRequest(Duration.ofHours(1)));
        Segue segue = Segue.open(journal.dataSource(), patient);
        Migration migration = segue.migration(MIGRATION, Shapes.BOTH);
        eventually(() -> assertThat(journal.used("epoch")).isEqualTo("1"));
        migration.flag().isOn("anything");

        journal.move("DUAL_WRITE");
        eventually(() -> assertThat(migration.epoch()).isEqualTo(2));
        awaitHeartbeats(3);
        assertThat(journal.used("epoch")).isEqualTo("1");
        segue.close();

        try (Segue hasty = Segue.open(journal.dataSource(), FAST)) {
            Migration again = hasty.migration(MIGRATION, Shapes.BOTH);
            again.flag().isOn("anything");
            journal.move("SHADOW");
            eventually(() -> assertThat(journal.used("epoch")).isEqualTo("3"));
        }
    }

    /** Any mix of old and new work is safe there; but the old shape may go once no work uses it any more. */
    @Test
    void where_the_database_writes_twice_an_epoch_waits_for_work_and_for_nobody_who_asked_freely() {
        journal.does("UPDATE segue.flag SET stage = NULL");
        try (Segue segue = Segue.open(journal.dataSource(), FAST)) {
            Migration migration = segue.migration(MIGRATION, Shapes.BOTH);
            migration.flag().isOn("anything");
            try (Work work = migration.begin()) {
                assertThat(work.stage()).isEmpty();

                journal.flag(50);

                eventually(() -> assertThat(migration.epoch()).isEqualTo(2));
                awaitHeartbeats(2);
                assertThat(journal.used("epoch")).isEqualTo("1");
                assertThat(work.epoch()).isEqualTo(1);
            }
            eventually(() -> assertThat(journal.used("epoch")).isEqualTo("2"));
        }
    }

    @Test
    void closing_waits_for_work_then_drains() {
        ClientSettings patient = FAST.withTiming(FAST.timing().withRequest(Duration.ofMinutes(1)));
        Segue segue = Segue.open(journal.dataSource(), patient);
        Migration migration = segue.migration(MIGRATION, Shapes.BOTH);
        Work work = migration.begin();
        work.isOn("anything");

        CompletableFuture<Void> closing = CompletableFuture.runAsync(segue::close);
        eventually(() ->
                assertThatThrownBy(() -> segue.migration("other", Shapes.BOTH)).hasMessageContaining("closed"));
        assertThat(instance("drained_at IS NULL")).isEqualTo("t");
        work.close();
        closing.join();

        assertThat(instance("drained_at IS NOT NULL AND lease_until <= clock_timestamp()"))
                .isEqualTo("t");
        assertThat(journal.used("served_old")).isEqualTo("1");
        assertThat(migration.stage()).contains(Stage.OFF);
        journal.move("DUAL_WRITE");
    }

    @Test
    void work_that_does_not_end_keeps_the_instance_in_the_fleet() {
        Segue segue = Segue.open(journal.dataSource(), FAST);
        Work work = segue.migration(MIGRATION, Shapes.BOTH).begin();

        segue.close();

        assertThat(instance("drained_at IS NULL AND lease_until > clock_timestamp()"))
                .isEqualTo("t");
        work.close();
    }

    @Test
    void an_instance_that_the_journal_has_forgotten_registers_anew_and_acknowledges_anew() {
        try (Segue segue = Segue.open(journal.dataSource(), FAST)) {
            Migration migration = segue.migration(MIGRATION, Shapes.BOTH);
            journal.move("DUAL_WRITE");
            eventually(() -> assertThat(journal.used("epoch")).isEqualTo("2"));
            long before = segue.instance();
            Work work = migration.begin();

            journal.does("DELETE FROM segue.instance");

            eventually(() -> assertThat(instance("id")).isNotEqualTo(Long.toString(before)));
            eventually(() -> assertThat(migration.instance()).isGreaterThan(before));
            eventually(() -> assertThat(journal.used("epoch || shapes")).isEqualTo("2BOTH"));
            work.close();
        }
    }

    @Test
    void an_instance_whose_lease_had_ended_is_alive_again_and_has_said_nothing_wrong() {
        try (Segue segue = Segue.open(journal.dataSource(), POLLING)) {
            Migration migration = segue.migration(MIGRATION, Shapes.BOTH);
            eventually(() -> assertThat(journal.used("epoch")).isEqualTo("1"));
            try (Work work = migration.begin()) {
                journal.does("UPDATE segue.instance SET lease_until = clock_timestamp() - interval '1 s';"
                        + " SELECT segue.move_stage('" + MIGRATION + "', 'DUAL_WRITE', 'test')");

                eventually(() ->
                        assertThat(instance("lease_until > clock_timestamp()")).isEqualTo("t"));
                eventually(() -> assertThat(migration.epoch()).isEqualTo(2));
                awaitHeartbeats(2);
                assertThat(journal.used("epoch")).isEqualTo("1");
                assertThat(work.epoch()).isEqualTo(1);
            }
            eventually(() -> assertThat(journal.used("epoch")).isEqualTo("2"));
        }
    }

    @Test
    void between_heartbeats_nothing_is_asked_where_changes_are_pushed() {
        journal.does("UPDATE segue.flag SET stage = NULL");
        Counting counting = new Counting(journal.dataSource());
        ClientSettings settings = FAST.withPush(PushSettings.from(journal.dataSource()))
                .withTiming(Timing.standard()
                        .withPoll(Duration.ofMillis(10))
                        .withHeartbeat(Duration.ofMillis(200), Duration.ofMinutes(5)));
        try (Segue segue = Segue.open(counting.dataSource(), settings)) {
            segue.migration(MIGRATION, Shapes.BOTH);
            eventually(() -> assertThat(journal.asks("SELECT count(*) FROM pg_stat_activity WHERE"
                            + " datname = current_database() AND query LIKE 'UNLISTEN segue_probe%'"))
                    .isEqualTo("1"));
            awaitHeartbeats(2);

            int before = counting.statements();
            awaitHeartbeats(5);

            // One heartbeat may be under way at each end.
            assertThat(counting.statements() - before).isBetween(5, 7);
        }
    }

    @Test
    void what_duplicate_writes_left_open_is_settled_only_where_the_database_writes_twice_and_it_is_wanted() {
        journal.does("UPDATE segue.flag SET stage = NULL");
        Counting counting = new Counting(journal.dataSource());
        try (Segue segue = Segue.open(counting.dataSource(), FAST.withoutSettling())) {
            segue.migration(MIGRATION, Shapes.BOTH);
            awaitHeartbeats(2);

            assertThat(counting.asked()).noneMatch(sql -> sql.contains("settle"));
        }
    }
}
