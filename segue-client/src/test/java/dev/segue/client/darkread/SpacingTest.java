package dev.segue.client.darkread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpacingTest {

    /** Near the end of what a long can hold: such a clock begins anywhere. */
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 50_000_000L);

    private long admitted(Spacing spacing, int tries, long nanosApart) {
        return IntStream.range(0, tries)
                .filter(n -> {
                    now.addAndGet(nanosApart);
                    return spacing.admits();
                })
                .count();
    }

    @Test
    void ten_a_second_are_a_tenth_of_a_second_apart_however_many_ask() {
        Spacing spacing = new Spacing(10, now::get);

        assertThat(spacing.admits()).isTrue();
        assertThat(admitted(spacing, 999, 100_000)).isZero();
        assertThat(admitted(spacing, 1, 100_000)).isEqualTo(1);
        assertThat(admitted(spacing, 9_000, 1_000_000)).isEqualTo(90);
    }

    @Test
    void nothing_is_saved_up_in_quiet_times() {
        Spacing spacing = new Spacing(10, now::get);
        now.addAndGet(3_600_000_000_000L);

        assertThat(admitted(spacing, 1_000, 0)).isEqualTo(1);
    }

    @Test
    void without_a_limit_all_are_let_through() {
        assertThat(admitted(new Spacing(0, now::get), 1_000, 0)).isEqualTo(1_000);
    }
}
