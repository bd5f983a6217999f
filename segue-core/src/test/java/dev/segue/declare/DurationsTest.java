package dev.segue.declare;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "d", "1h 30m", "30m1h", "-1h", "1.5h", "7D", "1w", "9999999d", "1h\n", "٣d"})
    void whatIsNoDurationIsNotRead(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }

    @Test
    void partsAddUp() {
        assertThat(Durations.parse("1d2h3m4s"))
                .contains(Duration.ofDays(1).plusHours(2).plusMinutes(3).plusSeconds(4));
        assertThat(Durations.parse("0s")).contains(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "90s", "15m", "24h", "7d", "1h30m", "999999999s", "999999d"})
    void aFormattedDurationIsReadAsTheSameDuration(String text) {
        var duration = Durations.parse(text).orElseThrow();

        assertThat(Durations.parse(Durations.format(duration))).contains(duration);
    }
}
