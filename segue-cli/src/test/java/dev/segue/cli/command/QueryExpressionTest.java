package dev.segue.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.cli.DatabaseEngines;
import dev.segue.cli.Shell;
import dev.segue.cli.Shell.Result;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Majors;
import dev.segue.testing.server.SharedServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Expressions that the server does not take everywhere: what it refuses ends no session of the command's. */
class QueryExpressionTest {

    private final EmbeddedServer server = SharedServers.of(Majors.one());

    @TempDir
    private Path directory;

    private String database;
    private Shell shell;

    @BeforeEach
    void openShell() throws Exception {
        database = server.freshDatabase("query");
        try (Connection session = server.dataSource(database).getConnection();
                Statement statement = session.createStatement()) {
            statement.execute("CREATE TABLE rooms (id bigint PRIMARY KEY, beds integer)");
        }
        shell = new Shell(directory);
        shell.opener = new DatabaseEngines();
        shell.environment.put("SEGUE_URL", server.url(database));
        shell.environment.put("SEGUE_USER", "postgres");
    }

    @AfterEach
    void drop() throws Exception {
        server.dropDatabase(database);
    }

    private Result plan(String operation) throws Exception {
        Path file = Files.writeString(directory.resolve("0001_rooms.yaml"), "operations:\n  - " + operation + "\n");
        return shell.run("plan", file.toString());
    }

    @Test
    void aQueryIsPlanned() throws Exception {
        Result result = plan("alter_column: { table: rooms, column: beds, nullable: false,"
                + " up: SELECT CASE WHEN beds IS NULL THEN 1 ELSE beds END, down: beds }");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("fill: rooms(beds)");
    }

    @Test
    void whatTheServerDoesNotSupportIsSaidWithItsPlace() throws Exception {
        Result result = plan("create_constraint: { table: rooms, name: some, type: check, check: beds > (SELECT 0) }");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("0001_rooms.yaml:2:", "cannot use subquery in check constraint");
    }
}
