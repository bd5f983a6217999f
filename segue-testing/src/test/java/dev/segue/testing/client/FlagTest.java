package dev.segue.testing.client;

import static dev.segue.testing.client.JournalDatabase.MIGRATION;
import static dev.segue.testing.client.JournalDatabase.POLLING;
import static dev.segue.testing.client.JournalDatabase.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.client.Flag;
import dev.segue.client.Segue;
import dev.segue.client.Shapes;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A flag in the journal, read by an instance that asks for it regularly. */
class FlagTest {

    private final JournalDatabase journal = JournalDatabase.bothLive();
    private final Segue segue = Segue.open(journal.dataSource(), POLLING);

    @AfterEach
    void close() {
        segue.close();
        journal.close();
    }

    @Test
    void a_migration_whose_flag_was_not_moved_is_at_zero() {
        Flag flag = segue.flag(MIGRATION);

        assertThat(flag.percent()).isZero();
        assertThat(flag.isOn("anything")).isFalse();
        assertThat(flag.isOnForInstance()).isFalse();
    }

    @Test
    void a_flag_has_the_percentage_of_the_journal_from_the_start() {
        journal.flag(40);

        assertThat(segue.flag(MIGRATION).percent()).isEqualTo(40);
    }

    @Test
    void a_flag_follows_the_journal() {
        Flag flag = segue.flag(MIGRATION);

        journal.flag(100);

        eventually(() -> assertThat(flag.isOn("anything")).isTrue());
        assertThat(flag.isOnForInstance()).isTrue();
    }

    @Test
    void a_key_that_is_on_stays_on_when_the_percentage_rises() {
        journal.flag(25);
        Flag flag = segue.flag(MIGRATION);
        List<String> early = IntStream.range(0, 1_000)
                .mapToObj(Integer::toString)
                .filter(flag::isOn)
                .toList();

        journal.flag(60);
        eventually(() -> assertThat(flag.percent()).isEqualTo(60));

        assertThat(early).hasSizeBetween(200, 300).allMatch(flag::isOn);
    }

    @Test
    void an_instance_as_a_whole_sticks_to_its_name_and_a_quarter_of_them_is_on_at_25_percent() {
        journal.flag(25);

        List<Integer> on = IntStream.range(0, 40)
                .filter(n -> {
                    try (Segue one = Segue.open(journal.dataSource(), POLLING.withInstance("orders-" + n))) {
                        Flag flag = one.flag(MIGRATION);
                        assertThat(flag.isOnForInstance()).isEqualTo(flag.isOnForInstance());
                        return flag.isOnForInstance();
                    }
                })
                .boxed()
                .toList();

        assertThat(on).hasSizeBetween(4, 18);
    }

    @Test
    void what_was_served_is_reported_with_the_heartbeat() {
        journal.flag(100);
        Flag flag = segue.flag(MIGRATION);
        IntStream.range(0, 7).forEach(n -> flag.isOn("key " + n));

        eventually(() -> assertThat(journal.used("served_new")).isEqualTo("7"));
        journal.flag(0);
        eventually(() -> assertThat(flag.percent()).isZero());
        IntStream.range(0, 5).forEach(n -> flag.isOn("key " + n));

        eventually(() -> assertThat(journal.used("served_old")).isEqualTo("5"));
        assertThat(journal.used("served_new")).isEqualTo("7");
        assertThat(journal.used("served_old_at > served_new_at")).isEqualTo("t");
    }

    @Test
    void a_flag_that_is_asked_before_its_migration_begins_is_followed_once_it_does() {
        Flag early = segue.flag("0008_later");
        assertThat(early.percent()).isZero();

        journal.begin("0008_later");
        journal.does(
                "INSERT INTO segue.flag (migration, flag, percent, changed_by) VALUES ('0008_later', '', 100, '')");

        eventually(() -> assertThat(early.isOn("anything")).isTrue());
        eventually(() -> assertThat(journal.asks("SELECT shapes || ' ' || epoch FROM segue.instance_migration"))
                .isEqualTo("BOTH 1"));
    }

    @Test
    void a_changed_flag_is_acknowledged_with_its_epoch() {
        segue.migration(MIGRATION, Shapes.BOTH);

        journal.flag(10);
        journal.flag(20);

        eventually(() -> assertThat(journal.used("epoch")).isEqualTo("2"));
    }
}
