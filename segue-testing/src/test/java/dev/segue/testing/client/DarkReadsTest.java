package dev.segue.testing.client;

import static dev.segue.testing.client.DarkReadDatabase.ELM_STREET;
import static dev.segue.testing.client.DarkReadDatabase.MIGRATION;
import static dev.segue.testing.client.DarkReadDatabase.NEW;
import static dev.segue.testing.client.DarkReadDatabase.OLD;
import static dev.segue.testing.client.DarkReadDatabase.street;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.segue.client.darkread.Alert;
import dev.segue.client.darkread.DarkRead;
import dev.segue.client.darkread.DarkReadSettings;
import dev.segue.client.darkread.DarkReads;
import dev.segue.client.darkread.Difference;
import dev.segue.client.darkread.IgnoreRule;
import dev.segue.client.darkread.Origin;
import dev.segue.client.darkread.Rules;
import dev.segue.client.darkread.ShapeReader;
import dev.segue.client.darkread.Verdict;
import dev.segue.testing.client.DarkReadDatabase.Address;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What dark reads find, and what they do to their caller: nothing. */
class DarkReadsTest {

    private static final DarkReadSettings EVERY_READ = DarkReadSettings.standard()
            .withPerTenThousand(10_000)
            .withPerSecond(0)
            .withBudget(Duration.ofSeconds(20));

    private final List<Alert> alerts = new CopyOnWriteArrayList<>();
    private DarkReadDatabase database;
    private Connection caller;
    private DarkReads reads;

    @BeforeEach
    void one_row_has_both_shapes() throws SQLException {
        database = DarkReadDatabase.fresh();
        caller = database.source().getConnection();
        begin(EVERY_READ);
    }

    @AfterEach
    void nothing_is_left_running() throws SQLException {
        reads.close();
        caller.close();
    }

    private void begin(DarkReadSettings settings) {
        if (reads != null) {
            reads.close();
        }
        reads = new DarkReads(new Origin(MIGRATION, "v42", () -> 3, () -> 1), database.source(), settings);
        reads.alert(alerts::add);
    }

    @Test
    void shapes_in_step_match_whichever_of_them_leads() throws SQLException {
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);

        assertThat(read.read(caller, false, OLD, NEW)).isEqualTo(ELM_STREET);
        assertThat(read.read(caller, true, OLD, NEW)).isEqualTo(ELM_STREET);

        eventually(() -> read.count(Verdict.MATCH) == 2);
        assertThat(alerts).isEmpty();
    }

    @Test
    void a_planted_mismatch_raises_the_alert_with_its_path_and_without_its_value() throws SQLException {
        database.does("UPDATE both_shapes SET new_street = 'Fir St'");
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);

        assertThat(read.read(caller, false, OLD, NEW)).isEqualTo(ELM_STREET);

        eventually(() -> read.count(Verdict.MISMATCH) == 1);
        eventually(() -> !alerts.isEmpty());
        assertThat(alerts.get(0).differences()).extracting(Difference::path).containsExactly("street");
        assertThat(alerts.get(0).toString()).doesNotContain("Elm", "Fir");
    }

    @Test
    void a_write_between_the_two_reads_is_no_mismatch() throws SQLException {
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);
        CountDownLatch written = new CountDownLatch(1);

        read.read(caller, false, OLD, connection -> {
            try {
                written.await();
            } catch (InterruptedException e) {
                throw new SQLException(e);
            }
            return NEW.read(connection);
        });
        database.does("UPDATE both_shapes SET old_street = 'Fir St', new_street = 'Fir St'");
        written.countDown();

        eventually(() -> read.count(Verdict.MATCH) == 1);
        assertThat(alerts).isEmpty();
    }

    @Test
    void a_dark_side_that_hangs_costs_the_caller_nothing_and_is_ended() throws SQLException {
        begin(EVERY_READ.withBudget(Duration.ofMillis(300)));
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);

        Address answer = read.read(caller, false, OLD, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_sleep(60)");
            }
            return null;
        });

        assertThat(answer).isEqualTo(ELM_STREET);
        eventually(() -> read.count(Verdict.INCONCLUSIVE) == 1);
        assertThat(database.asks(
                        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND state = 'active'"
                                + " AND pid <> pg_backend_pid()"))
                .isEqualTo("0");
    }

    @Test
    void a_dark_side_that_throws_is_inconclusive_and_at_last_given_up() throws SQLException {
        begin(EVERY_READ.withBreaker(3, Duration.ofMinutes(10)));
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);
        ShapeReader<Address> broken = connection -> {
            throw new IllegalStateException("a bug of the new code");
        };

        for (int n = 1; n <= 3; n++) {
            long expected = n;
            assertThat(read.read(caller, false, OLD, broken)).isEqualTo(ELM_STREET);
            eventually(() -> read.count(Verdict.INCONCLUSIVE) == expected);
        }
        read.read(caller, false, OLD, broken);

        reads.close();
        assertThat(read.count(Verdict.INCONCLUSIVE))
                .as("the fourth was not tried")
                .isEqualTo(3);
    }

    @Test
    void what_finds_no_place_is_dropped_and_counted() throws SQLException {
        begin(EVERY_READ.withLimits(new DarkReadSettings.Limits(1, 2, 1 << 20, Duration.ofSeconds(20))));
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);
        CountDownLatch free = new CountDownLatch(1);
        ShapeReader<Address> waiting = connection -> {
            try {
                free.await();
            } catch (InterruptedException e) {
                throw new SQLException(e);
            }
            return NEW.read(connection);
        };

        for (int n = 0; n < 50; n++) {
            assertThat(read.read(caller, false, OLD, waiting)).isEqualTo(ELM_STREET);
        }
        free.countDown();

        eventually(() -> read.count(Verdict.MATCH) + read.dropped() == 50);
        assertThat(read.count(Verdict.MATCH)).isBetween(2L, 3L);
    }

    @Test
    void an_error_of_the_leading_side_is_the_callers_and_is_compared() throws SQLException {
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);
        ShapeReader<Address> missing = street("missing_column");

        assertThatThrownBy(() -> read.read(caller, false, missing, NEW))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("missing_column");

        eventually(() -> read.count(Verdict.MISMATCH) == 1);
    }

    @Test
    void the_same_error_on_both_sides_is_a_match() throws SQLException {
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);

        assertThatThrownBy(() -> read.read(caller, false, street("missing_column"), street("missing_too")))
                .hasMessageContaining("missing_column");

        eventually(() -> read.count(Verdict.MATCH) == 1);
        assertThat(alerts).isEmpty();
    }

    @Test
    void the_callers_transaction_is_left_alone() throws SQLException {
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);
        caller.setAutoCommit(false);
        DarkReadDatabase.does(caller, "UPDATE both_shapes SET zip = '200'");

        read.read(caller, false, OLD, NEW);
        eventually(() -> read.count(Verdict.MATCH) + read.count(Verdict.MISMATCH) == 1);
        caller.commit();

        assertThat(database.asks("SELECT zip FROM both_shapes")).isEqualTo("200");
        assertThat(alerts)
                .as("only one snapshot tells, and it shows the same on both sides")
                .isEmpty();
        caller.setAutoCommit(true);
    }

    @Test
    void the_connection_is_given_back_before_the_other_shape_is_read() throws SQLException {
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);
        Connection[] used = new Connection[1];
        AtomicInteger open = new AtomicInteger();

        Address answer = read.oldShape(connection -> {
                    used[0] = connection;
                    return OLD.read(connection);
                })
                .newShape(connection -> {
                    open.addAndGet(used[0].isClosed() ? 0 : 1);
                    return NEW.read(connection);
                })
                .read(database.source(), false);

        assertThat(answer).isEqualTo(ELM_STREET);
        eventually(() -> read.count(Verdict.MATCH) == 1);
        assertThat(open).hasValue(0);
    }

    @Test
    void a_field_that_one_shape_cannot_repeat_is_no_mismatch_and_is_named() throws SQLException {
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);
        AtomicInteger number = new AtomicInteger();
        ShapeReader<Address> random = connection -> new Address("Elm St", "z" + number.incrementAndGet());

        read.read(caller, false, random, random);

        eventually(() -> read.count(Verdict.INCONCLUSIVE) == 1);
        assertThat(read.calibration().unstable()).containsOnlyKeys("zip");
        assertThat(read.calibration().stable()).isFalse();
        assertThat(alerts).isEmpty();
    }

    @Test
    void a_mismatch_beside_an_unstable_field_is_found() throws SQLException {
        database.does("UPDATE both_shapes SET new_street = 'Fir St'");
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);
        AtomicInteger number = new AtomicInteger();

        read.read(
                caller,
                false,
                OLD,
                connection -> new Address(NEW.read(connection).street(), "z" + number.incrementAndGet()));

        eventually(() -> !alerts.isEmpty());
        assertThat(alerts.get(0).differences()).extracting(Difference::path).containsExactly("street");
    }

    @Test
    void a_clean_calibration_is_shown() throws SQLException {
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);

        read.read(caller, false, OLD, NEW);

        eventually(() -> read.calibration().reads() == 1);
        assertThat(read.calibration().stable()).isTrue();
    }

    @Test
    void an_ignored_difference_is_counted_as_such() throws SQLException {
        database.does("UPDATE both_shapes SET new_street = 'Fir St'");
        DarkRead<Address> read = reads.register(
                "order page",
                Rules.STRICT.ignoring(
                        new IgnoreRule("SHOP-12", "street", LocalDate.now().plusDays(7))));

        read.read(caller, false, OLD, NEW);

        eventually(() -> read.count(Verdict.IGNORED) == 1);
        assertThat(alerts).isEmpty();
    }

    @Test
    void a_comparator_that_throws_is_inconclusive() throws SQLException {
        DarkRead<Address> read = reads.register("order page", Rules.STRICT.comparing("zip", "broken", (old, fresh) -> {
            throw new IllegalStateException("a bug of the comparator");
        }));

        assertThat(read.read(caller, false, OLD, NEW)).isEqualTo(ELM_STREET);

        eventually(() -> read.count(Verdict.INCONCLUSIVE) == 1);
        assertThat(alerts).isEmpty();
    }

    @Test
    void an_answer_that_cannot_be_taken_apart_is_the_callers_all_the_same() throws SQLException {
        DarkRead<List<Object>> read = reads.register("order page", Rules.STRICT);
        List<Object> itself = new java.util.ArrayList<>();
        itself.add(itself);

        assertThat(read.read(caller, false, connection -> itself, connection -> itself))
                .isSameAs(itself);

        assertThat(read.count(Verdict.INCONCLUSIVE)).isEqualTo(1);
    }

    @Test
    void answers_that_need_too_much_memory_are_dropped() throws SQLException {
        begin(EVERY_READ.withLimits(new DarkReadSettings.Limits(1, 1000, 10_000, Duration.ofSeconds(20))));
        DarkRead<String> read = reads.register("order page", Rules.STRICT);

        String answer = read.read(caller, false, connection -> "x".repeat(10_000), connection -> "");

        assertThat(answer).hasSize(10_000);
        assertThat(read.dropped()).isEqualTo(1);
    }

    @Test
    void a_dark_side_that_cannot_be_ended_holds_its_worker_and_nobody_else() throws SQLException {
        begin(EVERY_READ.withLimits(new DarkReadSettings.Limits(1, 1000, 1 << 20, Duration.ofMillis(200))));
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);
        CountDownLatch end = new CountDownLatch(1);

        read.read(caller, false, OLD, connection -> {
            while (end.getCount() > 0) {
                Thread.onSpinWait(); // neither an interrupt nor the connection's end is noticed
                java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
            }
            return null;
        });
        eventually(() -> reads.resting());

        assertThat(read.count(Verdict.INCONCLUSIVE)).isEqualTo(1);
        assertThat(read.read(caller, false, OLD, NEW)).isEqualTo(ELM_STREET);
        assertThat(reads.waiting()).as("none is taken on meanwhile").isZero();
        end.countDown();
        reads.close();
        assertThat(read.count(Verdict.INCONCLUSIVE)).as("counted once").isEqualTo(1);
    }

    @Test
    void a_flood_of_mismatches_is_one_alert_with_their_number() throws SQLException {
        begin(EVERY_READ.withAlertWindow(Duration.ofDays(1)));
        database.does("UPDATE both_shapes SET new_street = 'Fir St'");
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);
        for (int n = 0; n < 50; n++) {
            read.read(caller, false, OLD, NEW);
        }
        eventually(() -> read.count(Verdict.MISMATCH) + read.dropped() == 50);
        eventually(() -> !alerts.isEmpty());

        reads.close();

        assertThat(alerts).as("the first at once, the others together").hasSizeLessThanOrEqualTo(2);
        assertThat(alerts.stream()
                        .mapToLong(alert -> alert.window().mismatches())
                        .sum())
                .isEqualTo(read.count(Verdict.MISMATCH));
    }

    @Test
    void a_listener_that_throws_or_takes_its_time_holds_up_nobody() throws SQLException {
        begin(EVERY_READ.withAlertWindow(Duration.ZERO));
        CountDownLatch end = new CountDownLatch(1);
        reads.alert(alert -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        database.does("UPDATE both_shapes SET new_street = 'Fir St'");
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);

        for (int n = 0; n < 10; n++) {
            assertThat(read.read(caller, false, OLD, NEW)).isEqualTo(ELM_STREET);
        }

        eventually(() -> read.count(Verdict.MISMATCH) == 10);
        end.countDown();
    }

    @Test
    void what_is_not_chosen_is_read_once() throws SQLException {
        begin(EVERY_READ.withPerTenThousand(0));
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);

        assertThat(read.read(caller, true, connection -> null, NEW)).isEqualTo(ELM_STREET);

        reads.close();
        assertThat(read.count(Verdict.MISMATCH) + read.dropped()).isZero();
    }

    @Test
    void an_epoch_that_cannot_be_known_fails_no_read() throws SQLException {
        reads.close();
        reads = new DarkReads(
                new Origin(
                        MIGRATION,
                        "v42",
                        () -> {
                            throw new IllegalStateException("not known yet");
                        },
                        () -> 1),
                database.source(),
                EVERY_READ);
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);

        assertThat(read.read(caller, false, OLD, NEW)).isEqualTo(ELM_STREET);
        assertThatThrownBy(() -> read.read(caller, false, street("missing_column"), NEW))
                .hasMessageContaining("missing_column");
    }

    @Test
    void a_database_without_connections_fails_no_read() throws SQLException {
        reads.close();
        reads = new DarkReads(
                new Origin(MIGRATION, "v42", () -> 3, () -> 1),
                database.server().dataSource("no_such_database"),
                EVERY_READ);
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);

        assertThat(read.read(caller, false, OLD, NEW)).isEqualTo(ELM_STREET);

        eventually(() -> read.count(Verdict.INCONCLUSIVE) == 1);
    }

    @Test
    void a_name_is_taken_once() {
        reads.register("order page", Rules.STRICT);

        assertThatThrownBy(() -> reads.register("order page", Rules.STRICT)).hasMessageContaining("order page");
    }

    private static void eventually(BooleanSupplier condition) {
        await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(5)).until(condition::getAsBoolean);
    }
}
