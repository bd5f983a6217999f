package dev.segue.testing.client;

import static dev.segue.testing.client.JournalDatabase.FAST;
import static dev.segue.testing.client.JournalDatabase.MIGRATION;
import static dev.segue.testing.client.JournalDatabase.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.segue.client.ClientSettings;
import dev.segue.client.Flag;
import dev.segue.client.PushSettings;
import dev.segue.client.Segue;
import dev.segue.client.Shapes;
import dev.segue.client.Timing;
import dev.segue.testing.duplicatewrites.TransactionPooler;
import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes that the server says of its own accord, and what holds where it cannot. */
class PushTest {

    /** Who goes by these learns of a change only by a push. */
    private static final ClientSettings PUSHED = FAST.withTiming(
            Timing.standard().withPoll(Duration.ofHours(1)).withHeartbeat(Duration.ofHours(1), Duration.ofHours(3)));

    private static final String PUSHING =
            " FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'UNLISTEN segue_probe%'";

    private final JournalDatabase journal = JournalDatabase.bothLive();

    @AfterEach
    void close() {
        journal.close();
    }

    private void awaitPush() {
        eventually(() -> assertThat(journal.asks("SELECT count(*)" + PUSHING)).isEqualTo("1"));
    }

    @Test
    void a_change_is_pushed_and_acknowledged_without_any_poll() {
        try (Segue segue = Segue.open(journal.dataSource(), PUSHED)) {
            Flag flag = segue.flag(MIGRATION);
            awaitPush();

            journal.flag(100);

            eventually(() -> assertThat(flag.percent()).isEqualTo(100));
            eventually(() -> assertThat(journal.used("epoch")).isEqualTo("1"));
        }
    }

    @Test
    void a_connection_that_breaks_is_replaced_and_what_changed_meanwhile_is_found() {
        try (Segue segue = Segue.open(journal.dataSource(), PUSHED)) {
            Flag flag = segue.flag(MIGRATION);
            awaitPush();

            journal.does("SELECT pg_terminate_backend(pid)" + PUSHING);
            journal.flag(60);

            eventually(() -> assertThat(flag.percent()).isEqualTo(60));
            awaitPush();
            journal.flag(70);
            eventually(() -> assertThat(flag.percent()).isEqualTo(70));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void behind_a_pooler_in_transaction_mode_it_is_silently_off_and_flags_are_polled(int sessions) throws Exception {
        try (Log log = new Log();
                TransactionPooler pooler = new TransactionPooler(journal.dataSource(), sessions);
                Segue segue = Segue.open(pooler.dataSource(), PUSHED.withPollInterval(Duration.ofMillis(20)))) {
            Flag flag = segue.flag(MIGRATION);

            journal.flag(100);

            eventually(() -> assertThat(flag.percent()).isEqualTo(100));
            assertThat(log.warnings()).isEmpty();
            assertThat(journal.asks("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%LISTEN%' AND"
                            + " datname = current_database() AND pid <> pg_backend_pid()"))
                    .isEqualTo("0");
        }
    }

    @Test
    void it_may_go_around_the_pooler() throws Exception {
        try (TransactionPooler pooler = new TransactionPooler(journal.dataSource(), 2);
                Segue segue =
                        Segue.open(pooler.dataSource(), PUSHED.withPush(PushSettings.from(journal.dataSource())))) {
            Flag flag = segue.flag(MIGRATION);
            awaitPush();

            journal.flag(100);

            eventually(() -> assertThat(flag.percent()).isEqualTo(100));
        }
    }

    @Test
    void a_pool_of_one_connection_is_left_to_the_application() throws Exception {
        try (HikariDataSource pool = pool(1);
                Segue segue = Segue.open(pool, FAST)) {
            Flag flag = segue.flag(MIGRATION);

            journal.flag(100);

            eventually(() -> assertThat(flag.percent()).isEqualTo(100));
            eventually(() -> assertThat(pool.getHikariPoolMXBean().getActiveConnections())
                    .isZero());
        }
    }

    @Test
    void a_pool_that_runs_out_gets_its_connection_back() throws Exception {
        try (Log log = new Log();
                HikariDataSource pool = pool(2);
                Segue segue = Segue.open(pool, FAST)) {
            Flag flag = segue.flag(MIGRATION);
            awaitPush();

            try (Connection all = pool.getConnection();
                    Connection both = pool.getConnection()) {
                assertThat(both).isNotSameAs(all); // the second one came back from the client
            }

            journal.flag(100);
            eventually(() -> assertThat(flag.percent()).isEqualTo(100));
            assertThat(log.warnings()).anyMatch(line -> line.contains("no connection to spare"));
        }
    }

    @Test
    void a_connection_that_was_held_goes_back_to_its_pool_without_listening() throws Exception {
        try (HikariDataSource pool = pool(2)) {
            try (Segue segue = Segue.open(pool, PUSHED)) {
                segue.migration(MIGRATION, Shapes.BOTH);
                awaitPush();
            }

            eventually(() -> assertThat(pool.getHikariPoolMXBean().getActiveConnections())
                    .isZero());
            assertThat(journal.asks("SELECT count(*)" + PUSHING)).isEqualTo("0");
        }
    }

    private HikariDataSource pool(int connections) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(journal.dataSource());
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(30_000);
        return new HikariDataSource(config);
    }
}
