package dev.segue.client.darkread;

import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How one field is compared. Its value is not taken apart before, so it must not be changed after it was given as an answer.
 *
 * @param id by which it is known: another id begins the counts anew, so change it with what the functions do
 * @param normaliser applied to both values first, on a thread of Segue's; its result is compared by its fields
 * @param same whether two normalised values are the same; null for a comparison by fields
 */
public record FieldRule(
        String id,
        UnaryOperator<@Nullable Object> normaliser,
        @Nullable BiPredicate<@Nullable Object, @Nullable Object> same) {
    public FieldRule {
        Objects.requireNonNull(normaliser, "normaliser");
        if (id.isBlank()) {
            throw new IllegalArgumentException("a rule needs an id, so that a changed one can be told from it");
        }
    }
}
