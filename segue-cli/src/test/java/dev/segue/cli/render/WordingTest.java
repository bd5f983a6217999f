package dev.segue.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0 | 0
                    999 | 999
                    200000 | 200,000
                    4102881 | 4,102,881
                    12345678 | 12.3 M
                    """)
    void countsAreExactUntilNobodyReadsThemAnymore(long number, String text) {
        assertThat(Wording.count(number)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    812 | 812 bytes
                    1000 | 1 kB
                    3400000000 | 3.4 GB
                    """)
    void bytesAreInPowersOfAThousand(long number, String text) {
        assertThat(Wording.bytes(number)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    PT0S | 0 s
                    PT0.25S | 250 ms
                    PT1.3S | 1.3 s
                    PT42S | 42 s
                    PT11M | 11 min
                    PT11M5S | 11 min 5 s
                    PT76H | 3 d 4 h
                    """)
    void durationsHaveTheirTwoLargestUnits(Duration duration, String text) {
        assertThat(Wording.duration(duration)).isEqualTo(text);
    }

    @Test
    void linesBreakBetweenWords() {
        assertThat(Page.wrap("one two three", 8)).containsExactly("one two", "three");
    }
}
