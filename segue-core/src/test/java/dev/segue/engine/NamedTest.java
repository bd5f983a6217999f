package dev.segue.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NamedTest {

    @Test
    void namesBecomePlacesInTheirOrder() {
        Named named = Named.parse("SELECT :low_1, :limit, :low_1");

        assertThat(named.sql()).isEqualTo("SELECT ?, ?, ?");
        assertThat(named.parameters()).containsExactly("low_1", "limit", "low_1");
    }

    @Test
    void castsAndQuotedTextAreLeftAlone() {
        String sql = "SELECT ':a', \"b:c\"::text, 'it''s :d' WHERE x::int4 = 1";

        assertThat(Named.parse(sql)).isEqualTo(new Named(sql, java.util.List.of()));
    }
}
