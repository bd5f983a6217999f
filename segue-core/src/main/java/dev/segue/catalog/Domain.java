package dev.segue.catalog;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A domain that is there.
 *
 * @param name its name
 * @param type the type that it is of
 * @param rules what its values obey
 * @param uses what has values of it
 */
public record Domain(TableName name, String type, Rules rules, Uses uses) {

    /**
     * What values obey.
     *
     * @param fallback SQL for the value of a column that is given none, or null
     * @param checks the names of its checks
     */
    public record Rules(@Nullable String fallback, boolean nullable, List<String> checks) {
        public Rules {
            checks = List.copyOf(checks);
        }
    }

    /**
     * What has values of a domain.
     *
     * @param tables those with columns of it
     * @param nested types that are made of it, for people: their values hold values of it
     */
    public record Uses(List<TableName> tables, List<String> nested) {
        public Uses {
            tables = List.copyOf(tables);
            nested = List.copyOf(nested);
        }
    }

    public Domain {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(rules, "rules");
        Objects.requireNonNull(uses, "uses");
    }
}
