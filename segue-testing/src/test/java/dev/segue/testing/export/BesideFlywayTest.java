package dev.segue.testing.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.export.Script;
import dev.segue.export.ScriptFormat;
import dev.segue.export.ScriptOptions;
import dev.segue.export.Scripts;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Phase;
import dev.segue.plan.Plan;
import dev.segue.testing.locks.LockCase;
import dev.segue.testing.locks.LockCases;
import dev.segue.testing.server.Majors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segue on a database that Flyway manages: neither minds the other, in any phase. */
class BesideFlywayTest {

    private static final String HISTORY =
            "SELECT version || ' ' || checksum || ' ' || success FROM flyway_schema_history ORDER BY installed_rank";

    @TempDir
    Path directory;

    private FluentConfiguration flyway(ShopDatabase database) {
        return Flyway.configure().dataSource(database.source()).locations("filesystem:" + directory);
    }

    private void passes(Flyway flyway) {
        flyway.validate();
        assertThat(flyway.info().pending()).isEmpty();
        assertThat(flyway.migrate().migrationsExecuted).isZero();
    }

    @Test
    void flyway_validates_tells_and_migrates_before_during_and_after_a_migration() throws Exception {
        LockCase one = LockCases.all().stream()
                .filter(c -> c.operation().equals("extract_table"))
                .findFirst()
                .orElseThrow();
        try (ShopDatabase database = ShopDatabase.none(Majors.one(), one)) {
            write("V1__shop.sql", ShopDatabase.tables());
            Flyway flyway = flyway(database).load();
            flyway.migrate();
            passes(flyway);
            List<String> history = database.texts(HISTORY);

            Plan plan = database.migrate(() -> passes(flyway));

            passes(flyway);
            assertThat(database.texts(HISTORY)).isEqualTo(history);
            write("V2__more.sql", "ALTER TABLE spare ADD note text;");
            assertThat(flyway.migrate().migrationsExecuted).isOne();

            Script script = Scripts.of(
                    plan,
                    Objects.requireNonNull(plan.export()),
                    ScriptFormat.FLYWAY,
                    new ScriptOptions("3", "segue", true));
            write(script.fileName(), script.text());
            assertThatThrownBy(() -> flyway(database).load().migrate()).hasMessageContaining("would do it twice");
            flyway(database).skipExecutingMigrations(true).load().migrate();
            passes(flyway(database).load());
        }
    }

    /** Flyway looks for tables in the schemas that it manages, and Segue's is none of them. */
    @Test
    void a_schema_of_segue_does_not_make_a_new_database_one_that_needs_a_baseline() throws Exception {
        try (ShopDatabase database =
                ShopDatabase.none(Majors.one(), LockCases.all().getFirst())) {
            database.execute("CREATE SCHEMA shop");
            database.engine()
                    .run(
                            MigrationFile.parse(
                                    Path.of("0001_tickets.yaml"),
                                    "operations: [{ create_sequence: { name: shop.tickets } }]"),
                            Phase.CONTRACT,
                            List.of());
            assertThat(database.hasOwnObjects()).isTrue();
            write("V1__first.sql", "CREATE TABLE first (id bigint);");

            Flyway flyway = flyway(database).load();

            assertThat(flyway.migrate().migrationsExecuted).isOne();
            passes(flyway);
        }
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }
}
