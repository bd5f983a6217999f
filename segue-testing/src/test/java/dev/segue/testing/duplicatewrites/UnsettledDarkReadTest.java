package dev.segue.testing.duplicatewrites;

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
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A value that has not reached the other shape yet is no mismatch; everything else that differs still is. */
class UnsettledDarkReadTest extends EveryServer {

    private static final ShapeReader<String> OLD = street("SELECT street FROM orders WHERE order_id = 1");
    private static final ShapeReader<String> NEW =
            street("SELECT a.street FROM orders o JOIN addresses a ON a.id = o.address_id WHERE o.order_id = 1");
    private static final String NEW_WRITE =
            "UPDATE addresses SET street = 'Fir St' WHERE id = (SELECT address_id FROM orders WHERE order_id = 1)";

    private BothShapes shapes;
    private Session holder;
    private DarkReads reads;
    private DarkRead<String> read;

    @BeforeEach
    void both_shapes_live_and_are_compared() {
        shapes = live(Given.ORDERS);
        holder = shapes.session("holder");
        reads = new DarkReads(
                new Origin(BothShapes.MIGRATION, "v42", () -> 3, () -> 1),
                shapes.dataSource(),
                DarkReadSettings.standard()
                        .withPerTenThousand(10_000)
                        .withPerSecond(0)
                        .withBudget(Duration.ofSeconds(20)));
        read = reads.register("order page", Rules.STRICT);
    }

    @AfterEach
    void nothing_is_left_running() {
        reads.close();
    }

    private static ShapeReader<String> street(String sql) {
        return connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return row.getString(1);
            }
        };
    }

    /** A new write that finds the old row held, so that both shapes differ. */
    private void a_note_is_taken() {
        holder.begins().does("UPDATE orders SET total = 5 WHERE order_id = 1");
        shapes.session("new").does(NEW_WRITE);
        assertThat(shapes.notes()).isEqualTo("1");
    }

    private Verdict compare(DarkRead<String> read) throws SQLException {
        long before = ends(read);
        try (Connection connection = shapes.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            read.read(connection, false, OLD, NEW);
            connection.rollback();
        }
        await().atMost(Duration.ofMinutes(1)).until(() -> ends(read) == before + 1);
        for (Verdict verdict : Verdict.values()) {
            if (read.count(verdict) > 0) {
                return verdict;
            }
        }
        throw new AssertionError("it came to no end");
    }

    private static long ends(DarkRead<?> read) {
        long all = 0;
        for (Verdict verdict : Verdict.values()) {
            all += read.count(verdict);
        }
        return all;
    }

    @Test
    void what_is_on_its_way_says_nothing_while_the_row_is_held() throws SQLException {
        a_note_is_taken();

        assertThat(compare(read)).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(reads.resting()).isFalse();
    }

    @Test
    void nor_does_it_in_the_transaction_of_the_caller() throws SQLException {
        a_note_is_taken();

        assertThat(compare(reads.register("in my own", Rules.STRICT, Snapshot.CALLERS)))
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void a_note_that_can_be_settled_is_settled_and_the_shapes_match() throws SQLException {
        a_note_is_taken();
        holder.does("ROLLBACK");

        assertThat(compare(read)).isEqualTo(Verdict.MATCH);
        assertThat(shapes.notes()).isEqualTo("0");
    }

    @Test
    void what_differs_without_a_note_is_a_mismatch() throws SQLException {
        shapes.does("SET session_replication_role = replica", NEW_WRITE, "RESET session_replication_role");

        assertThat(compare(read)).isEqualTo(Verdict.MISMATCH);
    }

    @Test
    void what_cannot_be_mapped_does_not_come_by_itself_and_excuses_nothing() throws SQLException {
        shapes.does("SET session_replication_role = replica", NEW_WRITE, "RESET session_replication_role");
        shapes.does("""
                INSERT INTO segue."0007_extract_address_note_child" (pulled, entries, k1, problem)
                VALUES (false, 1, 2, '22P02')""");

        assertThat(compare(read)).isEqualTo(Verdict.MISMATCH);
    }
}
