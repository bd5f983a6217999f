package dev.segue.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SegueTest {

    private static final String MIGRATION = "0007_extract_address";
    private static final ClientSettings FAST = ClientSettings.standard().withPollInterval(Duration.ofMillis(10));

    private final Journal journal = new Journal();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listenToTheLog() {
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void leaveTheLog() {
        logger().detachAppender(log);
    }

    @Test
    void migrationWithoutFlagIsAtZero() {
        try (Segue segue = Segue.open(journal, FAST)) {
            assertThat(segue.flag(MIGRATION).percent()).isZero();
            assertThat(segue.flag(MIGRATION).isOn("anything")).isFalse();
        }
    }

    @Test
    void flagFollowsTheJournal() {
        try (Segue segue = Segue.open(journal, FAST)) {
            Flag flag = segue.flag(MIGRATION);

            journal.percents.put(MIGRATION, 100);

            await().untilAsserted(() -> assertThat(flag.isOn("anything")).isTrue());
        }
    }

    @Test
    void flagHasThePercentageOfTheJournalFromTheStart() {
        journal.percents.put(MIGRATION, 40);

        try (Segue segue = Segue.open(journal, FAST)) {
            assertThat(segue.flag(MIGRATION).percent()).isEqualTo(40);
        }
    }

    @Test
    void keyThatIsOnStaysOnWhenThePercentageRises() {
        try (Segue segue = Segue.open(journal, FAST)) {
            Flag flag = segue.flag(MIGRATION);
            journal.percents.put(MIGRATION, 25);
            await().until(() -> flag.percent() == 25);
            List<String> early = IntStream.range(0, 1_000)
                    .mapToObj(Integer::toString)
                    .filter(flag::isOn)
                    .toList();

            journal.percents.put(MIGRATION, 60);
            await().until(() -> flag.percent() == 60);

            assertThat(early).hasSizeBetween(200, 300).allMatch(flag::isOn);
        }
    }

    @Test
    void lastStateIsKeptWhileTheDatabaseIsAwayAndIsLoggedOnce() {
        journal.percents.put(MIGRATION, 100);
        try (Segue segue = Segue.open(journal, FAST)) {
            Flag flag = segue.flag(MIGRATION);

            journal.away = true;
            int readingsBefore = journal.readings.get();
            await().until(() -> journal.readings.get() > readingsBefore + 5);

            assertThat(flag.percent()).isEqualTo(100);
            assertThat(log.list)
                    .singleElement()
                    .satisfies(event -> assertThat(event.getFormattedMessage()).contains("their last state is kept"));
        }
    }

    @Test
    void flagFollowsAgainWhenTheDatabaseIsBack() {
        try (Segue segue = Segue.open(journal, FAST)) {
            Flag flag = segue.flag(MIGRATION);
            journal.away = true;
            await().until(() -> !log.list.isEmpty());

            journal.percents.put(MIGRATION, 25);
            journal.away = false;

            await().untilAsserted(() -> assertThat(flag.percent()).isEqualTo(25));
            await().untilAsserted(() -> assertThat(log.list).hasSize(2));
        }
    }

    @Test
    void openingWithoutDatabaseIsRefusedBecauseThereIsNoSafeDefault() {
        journal.away = true;

        assertThatThrownBy(() -> Segue.open(journal, FAST))
                .isInstanceOf(FlagsUnavailableException.class)
                .hasMessageContaining("the server is away")
                .hasMessageContaining("SELECT on segue.flag");
    }

    @Test
    void readingStopsWhenTheClientIsClosed() throws Exception {
        Segue segue = Segue.open(journal, FAST);
        await().until(() -> journal.readings.get() > 2);

        segue.close();
        Thread.sleep(50);
        int readings = journal.readings.get();
        Thread.sleep(100);

        assertThat(journal.readings.get()).isEqualTo(readings);
        assertThat(log.list).isEmpty();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(Segue.class);
    }

    /** Flags in memory, which can be away. */
    private static final class Journal implements FlagSource {
        private final Map<String, Integer> percents = new ConcurrentHashMap<>();
        private final AtomicInteger readings = new AtomicInteger();
        private volatile boolean away;

        @Override
        public Map<String, Integer> read() throws SQLException {
            readings.incrementAndGet();
            if (away) {
                throw new SQLException("the server is away", "08006");
            }
            return percents;
        }
    }
}
