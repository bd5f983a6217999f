package dev.segue.dialect;

import dev.segue.catalog.Catalog;
import dev.segue.catalog.TableName;
import java.util.List;
import java.util.Map;

/**
 * What a database holds, as far as a migration's author can run into it.
 *
 * @param catalog its ordinary tables
 * @param otherRelations whatever else has taken a table's name, by what it is: {@code view}, {@code index}, …
 * @param enums the values of each enum, in their order
 */
public record Observation(Catalog catalog, Map<TableName, String> otherRelations, Map<TableName, List<String>> enums) {
    public Observation {
        otherRelations = Map.copyOf(otherRelations);
        enums = Map.copyOf(enums);
    }
}
