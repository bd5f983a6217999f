package dev.segue.client.darkread;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);

    record Address(String street, Optional<String> zip) {}

    record Customer(String name, List<Address> addresses, BigDecimal credit) {}

    private static final Customer EVE = customer("Eve", "Elm St", "Fir St");

    private static Customer customer(String name, String... streets) {
        return new Customer(
                name,
                java.util.Arrays.stream(streets)
                        .map(street -> new Address(street, Optional.of("07743")))
                        .toList(),
                new BigDecimal("1.50"));
    }

    private static Comparison compare(Object old, Object fresh, Rules rules) {
        return Comparison.of(Answer.of(old, rules), Answer.of(fresh, rules), rules, TODAY);
    }

    @Test
    void equal_answers_match_and_numbers_are_compared_by_value() {
        Customer same = new Customer("Eve", EVE.addresses(), new BigDecimal("1.5"));

        assertThat(compare(EVE, same, Rules.STRICT)).isEqualTo(new Comparison(Verdict.MATCH, List.of()));
        assertThat(compare(null, null, Rules.STRICT).verdict()).isEqualTo(Verdict.MATCH);
    }

    @Test
    void a_difference_names_its_path_and_not_its_value() {
        Comparison found = compare(EVE, customer("Eve", "Elm St", "Oak St"), Rules.STRICT);

        assertThat(found.verdict()).isEqualTo(Verdict.MISMATCH);
        assertThat(found.differences()).singleElement().satisfies(difference -> {
            assertThat(difference.path()).isEqualTo("addresses[1].street");
            assertThat(difference.old()).startsWith("#").doesNotContain("Fir");
            assertThat(difference.fresh()).startsWith("#").isNotEqualTo(difference.old());
        });
    }

    @Test
    void a_field_that_may_be_shown_is_shown() {
        Comparison found =
                compare(EVE, customer("Eve", "Elm St", "Oak St"), Rules.STRICT.showing("addresses[*].street"));

        assertThat(found.differences()).containsExactly(new Difference("addresses[1].street", "Fir St", "Oak St"));
    }

    @Test
    void the_order_of_a_list_matters_unless_a_rule_says_otherwise() {
        Customer turned = customer("Eve", "Fir St", "Elm St");

        assertThat(compare(EVE, turned, Rules.STRICT).verdict()).isEqualTo(Verdict.MISMATCH);
        assertThat(compare(EVE, turned, Rules.STRICT.unordered("addresses")).verdict())
                .isEqualTo(Verdict.MATCH);
    }

    @Test
    void a_missing_member_is_a_difference_of_size_and_of_its_fields() {
        assertThat(compare(EVE, customer("Eve", "Elm St"), Rules.STRICT).differences())
                .extracting(Difference::path)
                .containsExactly("addresses.size()", "addresses[1].street", "addresses[1].zip");
    }

    @Test
    void an_ignored_difference_does_not_count_until_its_rule_expires() {
        Customer other = customer("EVE", "Elm St", "Fir St");
        Rules rules = Rules.STRICT.ignoring(new IgnoreRule("SHOP-12", "name", TODAY));
        Rules expired = Rules.STRICT.ignoring(new IgnoreRule("SHOP-12", "name", TODAY.minusDays(1)));

        assertThat(compare(EVE, other, rules).verdict()).isEqualTo(Verdict.IGNORED);
        assertThat(compare(EVE, other, expired).verdict()).isEqualTo(Verdict.MISMATCH);
    }

    @Test
    void null_a_value_and_nothing_at_all_are_three_different_things() {
        Rules shown = Rules.STRICT.showing("zip");

        assertThat(compare(Map.of("zip", "1"), java.util.Collections.singletonMap("zip", null), shown)
                        .differences())
                .containsExactly(new Difference("zip", "1", "null"));
        assertThat(compare(Map.of("zip", "1"), Map.of(), shown).differences())
                .contains(new Difference("zip", "1", "missing"));
    }

    @Test
    void the_same_error_is_the_same_answer() {
        Answer one = Answer.failed(new SQLException("a", "42P01"));
        Answer same = Answer.failed(new SQLException("b", "42P01"));
        Answer other = Answer.failed(new SQLException("a", "57014"));

        assertThat(Comparison.of(one, same, Rules.STRICT, TODAY).verdict()).isEqualTo(Verdict.MATCH);
        assertThat(Comparison.of(one, other, Rules.STRICT, TODAY).verdict()).isEqualTo(Verdict.MISMATCH);
    }

    @Test
    void what_the_caller_does_to_its_answer_afterwards_changes_nothing() {
        List<String> mine = new java.util.ArrayList<>(List.of("Elm St"));
        Answer answer = Answer.of(mine, Rules.STRICT);

        mine.set(0, "Fir St");

        assertThat(Comparison.of(answer, Answer.of(List.of("Elm St"), Rules.STRICT), Rules.STRICT, TODAY)
                        .verdict())
                .isEqualTo(Verdict.MATCH);
    }
}
