package dev.segue.testing.client;

import static dev.segue.testing.client.DarkReadDatabase.ELM_STREET;
import static dev.segue.testing.client.DarkReadDatabase.MIGRATION;
import static dev.segue.testing.client.DarkReadDatabase.NEW;
import static dev.segue.testing.client.DarkReadDatabase.OLD;
import static dev.segue.testing.client.DarkReadDatabase.does;
import static dev.segue.testing.client.DarkReadDatabase.street;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segue.client.darkread.DarkRead;
import dev.segue.client.darkread.DarkReadSettings;
import dev.segue.client.darkread.DarkReads;
import dev.segue.client.darkread.Origin;
import dev.segue.client.darkread.Rules;
import dev.segue.client.darkread.ShapeReader;
import dev.segue.client.darkread.Snapshot;
import dev.segue.client.darkread.Verdict;
import dev.segue.testing.client.DarkReadDatabase.Address;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dark reads within the caller's transaction leave it as it was. */
class SharedTransactionTest {

    private DarkReadDatabase database;
    private Connection caller;
    private DarkReads reads;
    private DarkRead<Address> read;

    @BeforeEach
    void a_transaction_is_open() throws SQLException {
        database = DarkReadDatabase.fresh();
        caller = database.source().getConnection();
        caller.setAutoCommit(false);
        caller.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        begin(Duration.ofSeconds(20));
    }

    private void begin(Duration budget) {
        if (reads != null) {
            reads.close();
        }
        reads = new DarkReads(
                new Origin(MIGRATION, "v42", () -> 3, () -> 1),
                database.source(),
                DarkReadSettings.standard()
                        .withPerTenThousand(10_000)
                        .withPerSecond(0)
                        .withBudget(budget));
        read = reads.register("order page", Rules.STRICT, Snapshot.CALLERS);
    }

    @AfterEach
    void nothing_is_left_running() throws SQLException {
        reads.close();
        caller.close();
    }

    private Address reads(ShapeReader<Address> dark) throws SQLException {
        return read.oldShape(OLD).newShape(dark).read(caller, false);
    }

    @Test
    void both_shapes_are_read_in_one_snapshot_whatever_others_write_between() throws SQLException {
        Address answer = reads(connection -> {
            database.does("UPDATE both_shapes SET old_street = 'Fir St', new_street = 'Fir St'");
            return NEW.read(connection);
        });

        assertThat(answer).isEqualTo(ELM_STREET);
        assertThat(read.count(Verdict.MATCH))
                .as("known when the answer is given")
                .isEqualTo(1);
    }

    @Test
    void a_mismatch_in_one_snapshot_counts_at_once() throws SQLException {
        database.does("UPDATE both_shapes SET new_street = 'Fir St'");

        reads(NEW);

        assertThat(read.count(Verdict.MISMATCH)).isEqualTo(1);
        assertThat(read.calibration().reads()).as("each shape was read twice").isEqualTo(1);
    }

    @Test
    void what_the_transaction_wrote_itself_is_seen() throws SQLException {
        does(caller, "UPDATE both_shapes SET old_street = 'Fir St', new_street = 'Fir St'");

        assertThat(reads(NEW).street()).isEqualTo("Fir St");

        assertThat(read.count(Verdict.MATCH)).isEqualTo(1);
    }

    @Test
    void a_write_that_reaches_the_other_shape_only_at_commit_is_no_mismatch() throws SQLException {
        does(caller, "UPDATE both_shapes SET old_street = 'Fir St'");

        reads(NEW);

        await().atMost(Duration.ofMinutes(1)).until(() -> read.count(Verdict.MATCH) == 1);
        assertThat(read.count(Verdict.MISMATCH)).isZero();
    }

    @Test
    void a_dark_read_that_fails_aborts_nothing() throws SQLException {
        does(caller, "UPDATE both_shapes SET zip = '200'");

        assertThat(reads(street("missing_column")).zip()).isEqualTo("200");
        caller.commit();

        assertThat(database.asks("SELECT zip FROM both_shapes")).isEqualTo("200");
        assertThat(read.count(Verdict.INCONCLUSIVE)).isEqualTo(1);
    }

    @Test
    void a_dark_read_that_hangs_in_the_database_is_ended_by_the_server() throws SQLException {
        begin(Duration.ofMillis(200));

        Address answer = reads(connection -> {
            does(connection, "SELECT pg_sleep(600)");
            return null;
        });

        assertThat(answer).isEqualTo(ELM_STREET);
        assertThat(read.count(Verdict.INCONCLUSIVE)).isEqualTo(1);
        assertThat(setting("statement_timeout")).as("as it was").isEqualTo("0");
        assertThat(setting("transaction_read_only")).isEqualTo("off");
        does(caller, "UPDATE both_shapes SET zip = '200'");
        caller.commit();
    }

    @Test
    void a_dark_read_cannot_write() throws SQLException {
        reads(connection -> {
            does(connection, "UPDATE both_shapes SET zip = '666'");
            return NEW.read(connection);
        });
        caller.commit();

        assertThat(read.count(Verdict.INCONCLUSIVE)).isEqualTo(1);
        assertThat(database.asks("SELECT zip FROM both_shapes")).isEqualTo("100");
    }

    @Test
    void in_read_committed_a_write_between_the_two_reads_is_no_mismatch() throws SQLException {
        caller.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);

        AtomicInteger number = new AtomicInteger();

        reads(connection -> {
            database.does("UPDATE both_shapes SET (old_street, new_street) = ('%1$d', '%1$d')"
                    .formatted(number.incrementAndGet()));
            return NEW.read(connection);
        });

        await().atMost(Duration.ofMinutes(1)).until(() -> read.count(Verdict.MATCH) == 1);
        assertThat(read.count(Verdict.MISMATCH)).isZero();
    }

    @Test
    void in_autocommit_there_is_nothing_to_share() throws SQLException {
        caller.setAutoCommit(true);

        assertThat(reads(NEW)).isEqualTo(ELM_STREET);

        await().atMost(Duration.ofMinutes(1)).until(() -> read.count(Verdict.MATCH) == 1);
    }

    private String setting(String name) throws SQLException {
        try (Statement statement = caller.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + name)) {
            row.next();
            return row.getString(1);
        }
    }
}
