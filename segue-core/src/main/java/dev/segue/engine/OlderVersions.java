package dev.segue.engine;

import dev.segue.catalog.VersionSchema;
import dev.segue.dialect.Dialect;
import dev.segue.dialect.FoundVersion;
import dev.segue.plan.PlanCodec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The version schemas that contracted migrations left for the code that uses them. To the next migration of their tables
 * they are the old shape.
 */
final class OlderVersions {

    private OlderVersions() {}

    /** {@return those that are still there} */
    static List<VersionSchema> of(Connection connection, Journal journal, Dialect dialect) throws SQLException {
        Set<String> there =
                dialect.versions(connection).stream().map(FoundVersion::name).collect(Collectors.toSet());
        List<VersionSchema> older = new ArrayList<>();
        for (String name : there.isEmpty() ? List.<String>of() : journal.names(connection)) {
            Optional<Journal.Entry> entry = journal.find(connection, name);
            if (entry.isPresent() && entry.get().state() instanceof Lifecycle.Contracted) {
                PlanCodec.read(entry.get().plan()).versions().stream()
                        .filter(v -> there.contains(v.name()))
                        .forEach(older::add);
            }
        }
        return older;
    }
}
