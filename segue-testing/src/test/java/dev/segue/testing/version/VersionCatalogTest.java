package dev.segue.testing.version;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.catalog.TableName;
import dev.segue.catalog.VersionSchema;
import dev.segue.dialect.FoundVersion;
import dev.segue.dialect.Observation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A version schema is Segue's own: it is found by its comment, and is no part of what the application has. */
class VersionCatalogTest extends EveryServer {

    private static final List<String> ALL = List.of("public", "kinds", VersionDatabase.VERSION);

    @Test
    void it_is_in_no_dump_and_no_catalog() throws SQLException {
        VersionDatabase database = database();
        try (Connection connection = database.segueConnection()) {
            String before = database.dialect().dump(connection, ALL);
            Observation observed = database.dialect().observe(connection, ALL);

            database.with(VersionDatabase.shape());

            assertThat(database.dialect().dump(connection, ALL)).isEqualTo(before);
            assertThat(database.dialect().observe(connection, ALL)).isEqualTo(observed);
            assertThat(observed.catalog().table(VersionDatabase.ORDERS)).isPresent();
        }
    }

    @Test
    void its_views_are_no_dependents_and_those_of_the_application_are() throws SQLException {
        VersionDatabase database = versioned();
        database.does(
                "CREATE SCHEMA mine",
                "CREATE VIEW mine.names AS SELECT nm FROM orders",
                "COMMENT ON SCHEMA mine IS 'like a segue version schema of public'");
        TableName orders = VersionDatabase.ORDERS;
        try (Connection connection = database.segueConnection()) {
            assertThat(database.dialect().dependents(connection, orders, List.of("nm")))
                    .containsExactly("view mine.names uses public.orders.nm");
            assertThat(database.dialect().dependents(connection, orders, List.of("segue_mark")))
                    .isEmpty();
            assertThat(database.dialect().dependents(connection, orders, List.of()))
                    .containsExactly("view mine.names uses public.orders.nm");
        }
    }

    @Test
    void those_that_are_there_are_found_with_base_and_migration() throws SQLException {
        VersionDatabase database = versioned();
        database.segue(database.dialect().makeVersion(new VersionSchema("b", "kinds", List.of()), "0001_first"));
        database.does("CREATE SCHEMA mine", "COMMENT ON SCHEMA mine IS 'segue version schema of nothing'");

        try (Connection connection = database.segueConnection()) {
            assertThat(database.dialect().versions(connection))
                    .extracting(FoundVersion::name, FoundVersion::base, FoundVersion::migration)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("b", "kinds", "0001_first"),
                            org.assertj.core.groups.Tuple.tuple(
                                    VersionDatabase.VERSION, "public", VersionDatabase.MIGRATION));
        }
    }
}
