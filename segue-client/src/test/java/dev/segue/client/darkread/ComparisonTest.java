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

    private static final Redaction REDACTION = new Redaction();

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
        return Comparison.of(Answer.of(old, rules), Answer.of(fresh, rules), rules, REDACTION, TODAY);
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

        assertThat(found.differences())
                .containsExactly(new Difference("addresses[1].street", "addresses[*].street", "Fir St", "Oak St"));
    }

    @Test
    void the_order_of_a_list_matters_unless_a_rule_says_otherwise() {
        Customer turned = customer("Eve", "Fir St", "Elm St");

        assertThat(compare(EVE, turned, Rules.STRICT).verdict()).isEqualTo(Verdict.MISMATCH);
        assertThat(compare(EVE, turned, Rules.STRICT.unordered("addresses")).verdict())
                .isEqualTo(Verdict.MATCH);
    }

    @Test
    void a_missing_member_is_a_difference_of_size_and_of_its_place() {
        assertThat(compare(EVE, customer("Eve", "Elm St"), Rules.STRICT).differences())
                .extracting(Difference::path)
                .containsExactly("addresses.size()", "addresses[1]");
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
                .containsExactly(new Difference("zip", "zip", "1", "null"));
        assertThat(compare(Map.of("zip", "1"), Map.of(), shown).differences())
                .contains(new Difference("zip", "zip", "1", "missing"));
    }

    @Test
    void the_same_error_is_the_same_answer() {
        Answer one = Answer.failed(new SQLException("a", "42P01"));
        Answer same = Answer.failed(new SQLException("b", "42P01"));
        Answer other = Answer.failed(new SQLException("a", "57014"));

        assertThat(Comparison.of(one, same, Rules.STRICT, REDACTION, TODAY).verdict())
                .isEqualTo(Verdict.MATCH);
        assertThat(Comparison.of(one, other, Rules.STRICT, REDACTION, TODAY).verdict())
                .isEqualTo(Verdict.MISMATCH);
    }

    @Test
    void what_the_caller_does_to_its_answer_afterwards_changes_nothing() {
        List<String> mine = new java.util.ArrayList<>(List.of("Elm St"));
        Answer answer = Answer.of(mine, Rules.STRICT);

        mine.set(0, "Fir St");

        assertThat(Comparison.of(answer, Answer.of(List.of("Elm St"), Rules.STRICT), Rules.STRICT, REDACTION, TODAY)
                        .verdict())
                .isEqualTo(Verdict.MATCH);
    }

    record Line(int number, String article, double price) {}

    private static final List<Line> LINES = List.of(new Line(1, "nut", 1.0), new Line(2, "bolt", 2.0));

    @Test
    void members_of_an_unordered_list_are_paired_by_what_the_rules_look_at() {
        List<Line> turned = List.of(new Line(9, "bolt", 2.0001), new Line(8, "nut", 0.9999));
        Rules rules = Rules.STRICT
                .unordered("")
                .ignoring(new IgnoreRule("SHOP-13", "[*].number", TODAY))
                .comparing("[*].price", "to the cent", (a, b) -> Math.abs((double) a - (double) b) < 0.01);

        assertThat(compare(LINES, turned, rules).verdict()).isEqualTo(Verdict.IGNORED);
        assertThat(compare(LINES, List.of(turned.get(1), new Line(8, "screw", 2.0)), rules)
                        .differences())
                .extracting(Difference::path)
                .as("the nuts are a pair, a bolt and a screw are left")
                .containsExactly("[*].article");
    }

    @Test
    void an_unordered_list_counts_how_often_a_member_is_there() {
        Rules rules = Rules.STRICT.unordered("");

        assertThat(compare(List.of("a", "a", "b"), List.of("b", "a", "a"), rules)
                        .verdict())
                .isEqualTo(Verdict.MATCH);
        assertThat(compare(List.of("a", "a", "b"), List.of("b", "b", "a"), rules)
                        .verdict())
                .isEqualTo(Verdict.MISMATCH);
    }

    @Test
    void a_normalised_value_is_compared_by_its_fields() {
        Rules rules = Rules.STRICT.normalising("zip", "two parts", zip -> List.of(((String) zip).split("-")));

        assertThat(compare(Map.of("zip", "1-2"), Map.of("zip", "1-2-"), rules).verdict())
                .isEqualTo(Verdict.MATCH);
        assertThat(compare(Map.of("zip", "1-2"), Map.of("zip", "1-3"), rules).differences())
                .extracting(Difference::path)
                .containsExactly("zip[1]");
    }

    @Test
    void a_rule_ignores_what_lies_below_its_path_and_not_its_namesakes() {
        Rules rules = Rules.STRICT.ignoring(new IgnoreRule("SHOP-14", "address", TODAY));

        assertThat(compare(Map.of("address", List.of("a")), Map.of("address", List.of("b")), rules)
                        .verdict())
                .isEqualTo(Verdict.IGNORED);
        assertThat(compare(Map.of("addresses", List.of("a")), Map.of("addresses", List.of("b")), rules)
                        .verdict())
                .isEqualTo(Verdict.MISMATCH);
    }

    @Test
    void a_hash_cannot_be_found_by_hashing_all_values_elsewhere() {
        Difference one = compare("07743", "07745", Rules.STRICT).differences().get(0);
        Difference same = compare("07743", "07746", Rules.STRICT).differences().get(0);
        Redaction otherProcess = new Redaction();

        assertThat(one.old()).as("the same value of one field is recognised").isEqualTo(same.old());
        assertThat(otherProcess.hash("", "07743")).isNotEqualTo(one.old());
        assertThat(REDACTION.hash("zip", "07743"))
                .as("the same value in another field is not")
                .isNotEqualTo(one.old());
    }

    @Test
    void a_maps_keys_are_data_until_a_rule_says_that_they_are_names() {
        Map<String, String> old = Map.of("eve@example.com", "1");
        Map<String, String> fresh = Map.of("eve@example.com", "2");

        Difference hidden = compare(old, fresh, Rules.STRICT).differences().get(0);

        assertThat(hidden.path()).startsWith("{#").doesNotContain("eve");
        assertThat(hidden.general()).isEqualTo("*");
        assertThat(compare(old, fresh, Rules.STRICT.naming("")).differences())
                .extracting(Difference::path)
                .containsExactly("eve@example.com");
    }

    @Test
    void an_error_where_the_other_gives_an_answer_is_a_difference_with_its_kind() {
        Answer error = Answer.failed(new SQLException("a value in here", "42P01"));

        assertThat(Comparison.of(Answer.of("x", Rules.STRICT), error, Rules.STRICT, REDACTION, TODAY)
                        .differences())
                .singleElement()
                .satisfies(difference -> assertThat(difference.fresh()).isEqualTo("java.sql.SQLException 42P01"));
    }

    @Test
    void what_one_shape_cannot_repeat_says_nothing_about_the_other() {
        Comparison found = compare(Map.of("at", 1, "zip", 2), Map.of("at", 3, "zip", 4), Rules.STRICT.naming(""));

        assertThat(found.without(java.util.Set.of("at")).paths()).containsExactly("zip");
        assertThat(found.without(java.util.Set.of("at", "zip")).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void an_answer_that_contains_itself_or_is_endless_is_refused() {
        List<Object> itself = new java.util.ArrayList<>();
        itself.add(itself);

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> Answer.of(itself, Rules.STRICT))
                .hasMessageContaining("contains itself");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> Answer.of(new int[20_000], Rules.STRICT))
                .hasMessageContaining("10000 fields");
    }

    @Test
    void bytes_are_one_value() {
        assertThat(compare(new byte[100_000], new byte[100_000], Rules.STRICT).verdict())
                .isEqualTo(Verdict.MATCH);
        assertThat(compare(new byte[] {1}, new byte[] {2}, Rules.STRICT.showing(""))
                        .differences())
                .containsExactly(new Difference("", "", "\\x01", "\\x02"));
    }

    @Test
    void another_rule_is_another_comparator_and_what_is_shown_is_not() {
        String strict = Rules.STRICT.fingerprint();
        Rules rounded = Rules.STRICT.comparing("price", "to the cent", (a, b) -> true);

        assertThat(Rules.STRICT.showing("zip").fingerprint()).isEqualTo(strict);
        assertThat(Rules.STRICT.unordered("lines").fingerprint()).isNotEqualTo(strict);
        assertThat(rounded.fingerprint())
                .isNotEqualTo(Rules.STRICT
                        .comparing("price", "to the euro", (a, b) -> true)
                        .fingerprint());
        assertThat(Rules.STRICT.ignoring(new IgnoreRule("A", "zip", TODAY)).fingerprint())
                .isNotEqualTo(Rules.STRICT
                        .ignoring(new IgnoreRule("A", "zip", TODAY.plusDays(1)))
                        .fingerprint());
    }
}
