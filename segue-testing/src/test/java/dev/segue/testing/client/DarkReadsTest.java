package dev.segue.testing.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.client.darkread.DarkRead;
import dev.segue.client.darkread.DarkReadSettings;
import dev.segue.client.darkread.DarkReads;
import dev.segue.client.darkread.Difference;
import dev.segue.client.darkread.Mismatch;
import dev.segue.client.darkread.Rules;
import dev.segue.client.darkread.ShapeReader;
import dev.segue.client.darkread.Verdict;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Majors;
import dev.segue.testing.server.SharedServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both shapes are one table here, with a column each; what matters is what the reads do to their caller. */
class DarkReadsTest {

    private static final DarkReadSettings EVERY_READ =
            DarkReadSettings.standard().withPerTenThousand(10_000).withBudget(Duration.ofSeconds(20));

    private final List<Mismatch> alerts = new CopyOnWriteArrayList<>();
    private DataSource database;
    private Connection caller;
    private DarkReads reads;

    record Address(String street, String zip) {}

    @BeforeEach
    void one_row_has_both_shapes() throws SQLException {
        EmbeddedServer server = SharedServers.of(Majors.one());
        database = server.dataSource(server.freshDatabase("dark_reads"));
        caller = database.getConnection();
        does("""
             CREATE TABLE both_shapes (id int PRIMARY KEY, old_street text, new_street text, zip text);
             INSERT INTO both_shapes VALUES (1, 'Elm St', 'Elm St', '100');
             CREATE SCHEMA segue;
             CREATE TABLE segue.dark_read (migration text, name text, comparisons bigint, mismatches bigint,
                                           reported_at timestamptz DEFAULT clock_timestamp())""");
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
        reads = new DarkReads("0007_extract_address", database, settings);
        reads.alert(alerts::add);
    }

    private static ShapeReader<Address> street(String column) {
        return connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row =
                            statement.executeQuery("SELECT " + column + ", zip FROM both_shapes WHERE id = 1")) {
                row.next();
                return new Address(row.getString(1), row.getString(2));
            }
        };
    }

    private static final ShapeReader<Address> OLD = street("old_street");
    private static final ShapeReader<Address> NEW = street("new_street");

    @Test
    void shapes_in_step_match_whichever_of_them_leads() throws SQLException {
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);

        assertThat(read.read(caller, false, OLD, NEW)).isEqualTo(new Address("Elm St", "100"));
        assertThat(read.read(caller, true, OLD, NEW)).isEqualTo(new Address("Elm St", "100"));

        eventually(() -> read.count(Verdict.MATCH) == 2);
        assertThat(alerts).isEmpty();
    }

    @Test
    void a_planted_mismatch_raises_the_alert_with_its_path_and_without_its_value() throws SQLException {
        does("UPDATE both_shapes SET new_street = 'Fir St'");
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);

        assertThat(read.read(caller, false, OLD, NEW)).isEqualTo(new Address("Elm St", "100"));

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
        does("UPDATE both_shapes SET old_street = 'Fir St', new_street = 'Fir St'");
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

        assertThat(answer).isEqualTo(new Address("Elm St", "100"));
        eventually(() -> read.count(Verdict.INCONCLUSIVE) == 1);
        assertThat(asks("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND state = 'active'"
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
            assertThat(read.read(caller, false, OLD, broken)).isEqualTo(new Address("Elm St", "100"));
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
        begin(new DarkReadSettings(10_000, 1, 2, Duration.ofSeconds(20), EVERY_READ.breaker()));
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
            assertThat(read.read(caller, false, OLD, waiting)).isEqualTo(new Address("Elm St", "100"));
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
        does("UPDATE both_shapes SET zip = '200'");

        read.read(caller, false, OLD, NEW);
        eventually(() -> read.count(Verdict.MATCH) + read.count(Verdict.MISMATCH) == 1);
        caller.commit();

        assertThat(asks("SELECT zip FROM both_shapes")).isEqualTo("200");
        assertThat(alerts)
                .as("only one snapshot tells, and it shows the same on both sides")
                .isEmpty();
        caller.setAutoCommit(true);
    }

    @Test
    void counts_go_to_the_journal_once() throws SQLException {
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);
        read.read(caller, false, OLD, NEW);
        eventually(() -> read.count(Verdict.MATCH) == 1);

        reads.flush();
        reads.flush();

        assertThat(
                        asks(
                                "SELECT string_agg(name || ' ' || comparisons || ' ' || mismatches, ', ') FROM segue.dark_read"))
                .isEqualTo("order page 1 0");
    }

    @Test
    void a_journal_that_is_away_loses_no_count() throws SQLException {
        DarkRead<Address> read = reads.register("order page", Rules.STRICT);
        does("ALTER TABLE segue.dark_read RENAME TO away");
        read.read(caller, false, OLD, NEW);
        eventually(() -> read.count(Verdict.MATCH) == 1);
        reads.flush();

        does("ALTER TABLE segue.away RENAME TO dark_read");
        reads.flush();

        assertThat(asks("SELECT sum(comparisons) FROM segue.dark_read")).isEqualTo("1");
    }

    @Test
    void a_name_is_taken_once() {
        reads.register("order page", Rules.STRICT);

        assertThatThrownBy(() -> reads.register("order page", Rules.STRICT)).hasMessageContaining("order page");
    }

    private void does(String sql) throws SQLException {
        try (Statement statement = caller.createStatement()) {
            statement.execute(sql);
        }
    }

    private String asks(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void eventually(BooleanSupplier condition) {
        Instant deadline = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("waited a minute").isBefore(deadline);
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        }
    }
}
