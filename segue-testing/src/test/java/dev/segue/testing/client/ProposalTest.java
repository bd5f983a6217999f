package dev.segue.testing.client;

import static dev.segue.testing.client.JournalDatabase.MIGRATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the journal does with proposals, in SQL, as any language can make them. */
class ProposalTest {

    private final JournalDatabase journal = JournalDatabase.bothLive();

    @AfterEach
    void close() {
        journal.close();
    }

    private String proposes(String wanted) {
        return journal.asks("SELECT segue.propose_" + (wanted.matches("-?\\d+") ? "percent" : "stage") + "('"
                + MIGRATION + "', " + (wanted.matches("-?\\d+") ? wanted : "'" + wanted + "'") + ", 'provider')");
    }

    private ThrowableAssert.ThrowingCallable proposing(String wanted) {
        return () -> proposes(wanted);
    }

    private String flag() {
        return journal.asks("SELECT flag || ' ' || percent || ' ' || epoch || ' ' || changed_by FROM segue.flag");
    }

    @ParameterizedTest
    @CsvSource({
        "EXPANDING, 0",
        "FILLING, 37",
        "VERIFYING, 37",
        "BOTH_LIVE, 37",
        "SEALING, 100",
        "SEALED, 100",
        "UNSEALING, 100",
        "CONTRACTING, 100",
        "CONTRACTED, 100",
        "ROLLING_BACK, 0",
        "ROLLED_BACK, 0"
    })
    void a_percentage_is_granted_where_an_operator_may_set_it(String state, int only) {
        journal.does("UPDATE segue.migration SET state = '" + state + "'");
        if (only != 37) {
            assertThatThrownBy(proposing("37")).hasMessageContaining(MIGRATION + " is " + state);
        }

        proposes(Integer.toString(only));

        assertThat(flag()).isEqualTo("separate-addresses " + only + " 1 provider");
        assertThat(journal.asks("SELECT string_agg(kind || ' ' || message, ', ' ORDER BY number) FROM segue.event"))
                .isEqualTo("proposal " + only + " %, flag separate-addresses at " + only + " %");
    }

    @Test
    void a_proposal_that_is_only_repeated_does_not_undo_what_was_done_since() {
        proposes("50");
        journal.does("SELECT segue.retreat('" + MIGRATION + "', 'dark reads', 'they differ')");

        assertThat(proposes("50")).isEqualTo("2");

        assertThat(flag()).isEqualTo("separate-addresses 0 2 dark reads");
        proposes("40");
        assertThat(flag()).isEqualTo("separate-addresses 40 3 provider");
    }

    @Test
    void what_is_no_percentage_or_concerns_no_migration_is_refused() {
        assertThatThrownBy(proposing("101")).hasMessageContaining("between 0 and 100");
        assertThatThrownBy(proposing("-1")).hasMessageContaining("between 0 and 100");
        assertThatThrownBy(() -> journal.asks("SELECT segue.propose_percent('other', 5, 'provider')"))
                .hasMessageContaining("there is no migration other");
        assertThat(journal.asks("SELECT count(*) FROM segue.event")).isEqualTo("0");
    }

    @Test
    void a_stage_is_granted_where_an_operator_may_move_to_it_and_a_percentage_never() {
        journal.does("SELECT segue.begin_stages('" + MIGRATION + "', 'separate-addresses', 'test')");

        assertThatThrownBy(proposing("37")).hasMessageContaining("has stages");
        assertThatThrownBy(proposing("LIVE")).hasMessageContaining("LIVE is not next to OFF");
        assertThat(proposes("DUAL_WRITE")).isEqualTo("2");
        assertThat(proposes("DUAL_WRITE")).isEqualTo("2");

        journal.move("OFF");
        assertThat(proposes("DUAL_WRITE")).as("repeated").isEqualTo("3");
        assertThat(journal.asks("SELECT stage FROM segue.flag")).isEqualTo("OFF");
    }

    @Test
    void a_stage_that_a_transaction_is_pinned_to_is_not_waited_for() throws Exception {
        journal.does("SELECT segue.begin_stages('" + MIGRATION + "', 'separate-addresses', 'test')");
        try (java.sql.Connection writer = journal.dataSource().getConnection();
                java.sql.Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("LOCK TABLE " + journal.asks("SELECT segue.fence_of('" + MIGRATION + "')")
                    + " IN ROW EXCLUSIVE MODE");

            assertThatThrownBy(proposing("DUAL_WRITE")).hasMessageContaining("lock timeout");

            writer.commit();
        }
        proposes("DUAL_WRITE");
    }
}
