package dev.segue.testing.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.client.darkread.DarkReadSettings;
import dev.segue.client.darkread.DarkReads;
import dev.segue.client.darkread.Origin;
import dev.segue.client.darkread.Rules;
import dev.segue.client.darkread.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What the pages on dark reads show, in Java and in SQL, is run. */
class DarkReadPagesTest {

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("mvnw"))) {
            directory = directory.getParent();
        }
        return directory;
    }

    private static List<String> sqlOn(String page) throws IOException {
        Pattern block = Pattern.compile("(?ms)^```sql\\R(.*?)^```$");
        return block.matcher(Files.readString(root().resolve("docs").resolve(page)))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void sql_on_the_page_does_what_it_says() throws Exception {
        DarkReadDatabase database = DarkReadDatabase.fresh();

        for (String block : sqlOn("concepts/dark-reads.md")) {
            database.does(block);
        }

        assertThat(database.asks("SELECT concat_ws(' ', name, version, comparisons, mismatches)"
                        + " FROM segue.dark_read_counts('0007_extract_address')"))
                .isEqualTo("order page v42 1000 1");
        assertThat(database.asks("SELECT path FROM segue.dark_read_sample")).isEqualTo("street");
    }

    @Test
    void the_rules_on_the_page_find_both_orders_the_same() throws Exception {
        DarkReadDatabase database = DarkReadDatabase.fresh();
        try (DarkReadSnippets snippets = new DarkReadSnippets(database.source(), () -> 3, () -> 1);
                DarkReads everyRead = new DarkReads(
                        new Origin(DarkReadDatabase.MIGRATION, "v42", () -> 3, () -> 1),
                        database.source(),
                        DarkReadSnippets.retreating().withPerTenThousand(10_000).withPerSecond(0))) {
            snippets.listen(message -> {});
            snippets.inStep();
            assertThat(snippets.registered().name()).isEqualTo("order page");
            snippets.post("token").close();
            var read = everyRead.<DarkReadSnippets.Order>register("order page", DarkReadSnippets.rules());
            var strict = everyRead.<DarkReadSnippets.Order>register("order page, strictly", Rules.STRICT);

            snippets.read(read, database.source(), new OffFlag(), "Eve", 1);
            snippets.read(strict, database.source(), new OffFlag(), "Eve", 1);

            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> read.count(Verdict.IGNORED) == 1);
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> strict.count(Verdict.MISMATCH) == 1);
        }
        assertThat(DarkReadSettings.standard().retreat()).isNull();
    }

    /** The old shape leads. */
    private record OffFlag() implements dev.segue.client.Flag {
        @Override
        public String migration() {
            return DarkReadDatabase.MIGRATION;
        }

        @Override
        public int percent() {
            return 0;
        }

        @Override
        public boolean isOn(String key) {
            return false;
        }

        @Override
        public boolean isOnForInstance() {
            return false;
        }
    }
}
