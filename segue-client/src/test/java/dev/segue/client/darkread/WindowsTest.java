package dev.segue.client.darkread;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is gathered over many reads: alerts, retreats, and what the journal was not told yet. */
class WindowsTest {

    private static final Alert.Read READ = new Alert.Read("0007_extract_address", "order page", "v42", 1);

    private static Outcome mismatch(String path) {
        return new Outcome(Verdict.MISMATCH, List.of(new Difference(path, path, "#1", "#2")), List.of(), false);
    }

    private static final Outcome MATCH = new Outcome(Verdict.MATCH, List.of(), List.of(), false);

    @Test
    void the_first_mismatch_is_told_at_once_and_a_flood_with_its_number() {
        AlertWindow window = new AlertWindow(Duration.ofDays(1));
        window.add(MATCH);
        window.add(mismatch("zip"));

        Optional<Alert> first = window.due(READ, false);
        for (int n = 0; n < 100_000; n++) {
            window.add(mismatch("field" + n));
        }

        assertThat(first.orElseThrow().window().comparisons()).isEqualTo(2);
        assertThat(window.due(READ, false)).as("a day has not passed").isEmpty();
        Alert last = window.due(READ, true).orElseThrow();
        assertThat(last.window().mismatches()).isEqualTo(100_000);
        assertThat(last.differences()).hasSize(20);
        assertThat(window.due(READ, true)).as("told").isEmpty();
    }

    @Test
    void a_retreat_needs_enough_comparisons_and_looks_at_the_last_ones() {
        RetreatWindow window = new RetreatWindow(new DarkReadSettings.Retreat(10, 0.3));
        for (int n = 0; n < 7; n++) {
            assertThat(window.add(1, Verdict.MISMATCH)).isEmpty();
        }
        for (int n = 0; n < 20; n++) {
            window.add(1, Verdict.MATCH);
        }

        assertThat(window.add(1, Verdict.MISMATCH)).isEmpty();
        assertThat(window.add(1, Verdict.INCONCLUSIVE)).isEmpty();
        assertThat(window.add(1, Verdict.MISMATCH)).isEmpty();
        assertThat(window.add(1, Verdict.MISMATCH)).contains("3 of the last 10 reads differ");
    }

    @Test
    void a_retreat_begins_to_count_anew_with_every_epoch() {
        RetreatWindow window = new RetreatWindow(new DarkReadSettings.Retreat(2, 1));
        window.add(1, Verdict.MISMATCH);

        assertThat(window.add(2, Verdict.MISMATCH)).isEmpty();
        assertThat(window.add(1, Verdict.MISMATCH))
                .as("a latecomer of the old epoch")
                .isEmpty();
        assertThat(window.add(2, Verdict.MISMATCH)).isPresent();
    }

    @Test
    void a_journal_that_is_away_for_long_costs_no_more_than_a_few_samples() {
        Ledger ledger = new Ledger();
        for (int n = 0; n < 100_000; n++) {
            ledger.add(n / 1000, mismatch("zip"), 1);
            if (n % 10_000 == 0) {
                ledger.giveBack(ledger.take());
            }
        }

        var kept = ledger.take();

        assertThat(kept).hasSize(8).containsKey(99L);
        assertThat(kept.values()).allSatisfy(tally -> {
            assertThat(tally.of(Verdict.MISMATCH)).isEqualTo(1000);
            assertThat(tally.samples()).hasSize(20);
        });
        assertThat(ledger.of(Verdict.MISMATCH)).isEqualTo(100_000);
        assertThat(ledger.take()).isEmpty();
    }

    @Test
    void the_first_reads_and_then_one_of_a_hundred_are_calibrated() {
        Calibrator calibrator = new Calibrator();
        int chosen = 0;
        for (int n = 0; n < 1000; n++) {
            chosen += calibrator.next() ? 1 : 0;
        }

        assertThat(chosen).isEqualTo(20 + 9);
    }

    @Test
    void json_of_any_text_is_one_that_a_database_takes() {
        assertThat(new Json.Fields().with("a\n", "\"\\\u0000\uD800\u0001é😀").toString())
                .isEqualTo("{\"a\\u000a\":\"\\\"\\\\\uFFFD\uFFFD\\u0001é😀\"}");
    }
}
