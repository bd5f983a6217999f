package dev.segue.testing.client;

import static dev.segue.testing.client.JournalDatabase.FAST;
import static dev.segue.testing.client.JournalDatabase.MIGRATION;
import static dev.segue.testing.client.JournalDatabase.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.client.Flag;
import dev.segue.client.JournalException;
import dev.segue.client.JournalProblem;
import dev.segue.client.Segue;
import dev.segue.client.SegueListener;
import dev.segue.client.Shapes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A journal that is not there, is another release's, or goes away: never the application's end, never a guess. */
class FaultsTest {

    private static final String UNREADABLE = "ALTER FUNCTION segue.contract_version() RENAME TO gone";

    private final Log log = new Log();
    private JournalDatabase journal;

    @BeforeEach
    void begin() {
        journal = JournalDatabase.bothLive();
    }

    @AfterEach
    void end() {
        log.close();
        journal.back();
        journal.close();
    }

    private static void refusedFor(JournalProblem problem, String advice, ThrowableAssert.ThrowingCallable asking) {
        assertThatThrownBy(asking)
                .isInstanceOfSatisfying(
                        JournalException.class, e -> assertThat(e.problem()).isEqualTo(problem))
                .hasMessageContaining(advice);
    }

    @Test
    void a_database_without_a_journal_is_waited_for_but_a_migration_in_it_is_refused() {
        try (JournalDatabase empty = JournalDatabase.empty();
                Segue segue = Segue.open(empty.dataSource(), FAST)) {
            assertThat(segue.problem()).contains(JournalProblem.MISSING);
            refusedFor(JournalProblem.MISSING, "segue run FILE", () -> segue.migration(MIGRATION, Shapes.BOTH));

            empty.makeJournal();
            empty.begin(MIGRATION);

            assertThat(segue.migration(MIGRATION, Shapes.BOTH).instance()).isPositive();
            eventually(() -> assertThat(segue.problem()).isEmpty());
            assertThat(log.said())
                    .filteredOn(line -> line.contains("no journal of Segue"))
                    .hasSize(1);
            assertThat(log.warnings()).isEmpty();
        }
    }

    @Test
    void an_older_journal_is_told_apart() {
        journal.does(UNREADABLE);
        try (Segue segue = Segue.open(journal.dataSource(), FAST)) {
            assertThat(segue.problem()).contains(JournalProblem.OLDER);
            refusedFor(JournalProblem.OLDER, "segue resume", () -> segue.migration(MIGRATION, Shapes.BOTH));
            refusedFor(JournalProblem.OLDER, "segue resume", () -> segue.flag(MIGRATION));
        }
    }

    @Test
    void a_newer_journal_is_told_apart() {
        journal.does("CREATE OR REPLACE FUNCTION segue.contract_version() RETURNS integer LANGUAGE sql AS 'SELECT 2'");
        try (Segue segue = Segue.open(journal.dataSource(), FAST)) {
            assertThat(segue.problem()).contains(JournalProblem.NEWER);
            refusedFor(JournalProblem.NEWER, "newer segue-client", () -> segue.migration(MIGRATION, Shapes.BOTH));
        }
    }

    @Test
    void a_journal_that_becomes_newer_meanwhile_leaves_the_state_as_it_is_and_the_instance_alive() {
        journal.flag(40);
        try (Segue segue = Segue.open(journal.dataSource(), FAST)) {
            Flag flag = segue.migration(MIGRATION, Shapes.BOTH).flag();

            journal.does(
                    "CREATE OR REPLACE FUNCTION segue.contract_version() RETURNS integer LANGUAGE sql AS 'SELECT 2'");
            eventually(() -> assertThat(segue.problem()).contains(JournalProblem.NEWER));

            assertThat(flag.percent()).isEqualTo(40);
            assertThat(journal.asks("SELECT lease_until > clock_timestamp() FROM segue.instance"))
                    .isEqualTo("t");
        }
    }

    @Test
    void a_database_that_is_down_at_start_is_an_error_because_there_is_no_safe_default() {
        journal.away();

        refusedFor(JournalProblem.AWAY, "is the database up", () -> Segue.open(journal.dataSource(), FAST));
    }

    @Test
    void a_role_that_may_not_use_the_journal_is_told_what_it_needs_and_needs_no_more() {
        refusedFor(
                JournalProblem.FORBIDDEN,
                "GRANT USAGE ON SCHEMA segue",
                () -> Segue.open(journal.as("client_app"), FAST));

        journal.does("GRANT USAGE ON SCHEMA segue TO client_app");
        try (Segue segue = Segue.open(journal.as("client_app"), FAST)) {
            Flag flag = segue.migration(MIGRATION, Shapes.BOTH).flag();
            journal.flag(100);

            eventually(() -> assertThat(flag.isOn("anything")).isTrue());
            eventually(
                    () -> assertThat(journal.used("epoch || ' ' || served_new")).isEqualTo("1 1"));
        }
    }

    @Test
    void the_last_state_is_kept_while_the_database_is_away_which_is_said_once_and_is_followed_again() {
        List<String> heard = new CopyOnWriteArrayList<>();
        journal.flag(40);
        try (Segue segue = Segue.open(journal.dataSource(), FAST)) {
            Flag flag = segue.migration(MIGRATION, Shapes.BOTH).flag();
            segue.listen(new Listener(heard));

            journal.away();
            eventually(() -> assertThat(heard).containsExactly("stale AWAY"));
            assertThat(flag.percent()).isEqualTo(40);
            assertThat(segue.flag(MIGRATION)).isSameAs(flag);
            refusedFor(JournalProblem.AWAY, "is the database up", () -> segue.flag("0008_never_read"));

            journal.back();
            eventually(() -> assertThat(heard).containsExactly("stale AWAY", "current"));
            journal.flag(60);

            eventually(() -> assertThat(heard)
                    .containsExactly("stale AWAY", "current", "changed " + MIGRATION + " at 60 % on new, epoch 2"));
            assertThat(flag.percent()).isEqualTo(60);
            assertThat(log.warnings()).singleElement().asString().contains("the last state read is kept");
        }
    }

    @Test
    void a_journal_that_is_dropped_leaves_the_application_as_it_was() {
        journal.flag(40);
        try (Segue segue = Segue.open(journal.dataSource(), FAST)) {
            Flag flag = segue.migration(MIGRATION, Shapes.BOTH).flag();

            journal.does("DROP SCHEMA segue CASCADE");

            eventually(() -> assertThat(segue.problem()).contains(JournalProblem.MISSING));
            assertThat(flag.percent()).isEqualTo(40);
        }
    }

    @Test
    void a_listener_that_throws_stops_nobody() {
        try (Segue segue = Segue.open(journal.dataSource(), FAST)) {
            Flag flag = segue.migration(MIGRATION, Shapes.BOTH).flag();
            segue.listen(new SegueListener() {
                @Override
                public void changed(dev.segue.client.Migration migration) {
                    throw new IllegalStateException("a bug of the listener");
                }
            });

            journal.flag(40);
            eventually(() -> assertThat(flag.percent()).isEqualTo(40));
            journal.flag(50);
            eventually(() -> assertThat(flag.percent()).isEqualTo(50));
        }
    }

    private record Listener(List<String> heard) implements SegueListener {
        @Override
        public void changed(dev.segue.client.Migration migration) {
            heard.add("changed " + migration);
        }

        @Override
        public void stale(JournalProblem problem) {
            heard.add("stale " + problem);
        }

        @Override
        public void current() {
            heard.add("current");
        }
    }
}
