package dev.segue.declare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionsTest {
    private static final List<String> COLUMNS = List.of("id", "customer_id", "total", "street", "city", "zip");

    @Test
    void aWordFewEditsAwayIsMeant() {
        assertThat(Suggestions.nearest("steret", COLUMNS)).contains("street");
        assertThat(Suggestions.nearest("TOTAL", COLUMNS)).contains("total");
        assertThat(Suggestions.nearest("custmer_id", COLUMNS)).contains("customer_id");
    }

    @Test
    void aWordThatBeginsWithACandidateIsMeant() {
        assertThat(Suggestions.nearest("zipcode", COLUMNS)).contains("zip");
    }

    @Test
    void aWordFarFromAllIsNotGuessed() {
        assertThat(Suggestions.nearest("warehouse", COLUMNS)).isEmpty();
        assertThat(Suggestions.nearest("", COLUMNS)).isEmpty();
        assertThat(Suggestions.nearest("x".repeat(100_000), COLUMNS)).isEmpty();
    }
}
