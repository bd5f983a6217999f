package dev.segue.inspect;

import dev.segue.dialect.Relation;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What can be done with tables of a database.
 *
 * @param tables those that were asked for, by name
 * @param leftOut how many relations of a kind are not listed on their own, because they are not asked for by name
 * @param unseen what the connected role could not see, one line each
 */
public record Inspection(List<Inspected> tables, Map<Relation.Kind, Integer> leftOut, List<String> unseen) {

    public Inspection {
        tables = List.copyOf(tables);
        leftOut = Map.copyOf(leftOut);
        unseen = List.copyOf(unseen);
    }

    /**
     * One relation.
     *
     * @param relation what was found of it
     * @param named whether it was asked for by its own name
     * @param key by what its rows are told apart; null if by nothing
     * @param verdicts one for each family of changes
     * @param standing what stands on it, belongs to it or is under way with it
     */
    public record Inspected(
            Relation relation,
            boolean named,
            @Nullable Key key,
            List<Verdict> verdicts,
            List<Relation.Standing> standing) {
        public Inspected {
            Objects.requireNonNull(relation, "relation");
            verdicts = List.copyOf(verdicts);
            standing = List.copyOf(standing);
        }

        /** {@return the verdict on a family of changes} */
        public Verdict on(Change change) {
            return verdicts.stream()
                    .filter(v -> v.change() == change)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /**
     * By what rows are told apart, and in whose order they are walked.
     *
     * @param primary whether it is the primary key, and not another unique one
     */
    public record Key(List<String> columns, boolean primary) {
        public Key {
            columns = List.copyOf(columns);
        }
    }
}
