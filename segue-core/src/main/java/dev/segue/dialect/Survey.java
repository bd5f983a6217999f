package dev.segue.dialect;

import java.util.List;

/**
 * What was found about the relations of some schemas, without a migration in mind.
 *
 * @param relations tables of every kind, views and materialized views
 * @param unseen what the role could not see, one line each
 */
public record Survey(List<Relation> relations, List<String> unseen) {
    public Survey {
        relations = List.copyOf(relations);
        unseen = List.copyOf(unseen);
    }
}
