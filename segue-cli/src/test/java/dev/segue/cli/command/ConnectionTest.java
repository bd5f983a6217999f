package dev.segue.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.cli.DatabaseEngines;
import dev.segue.cli.Shell;
import dev.segue.cli.Shell.Result;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Majors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that asks for passwords. */
class ConnectionTest {

    private static EmbeddedServer server;

    @TempDir
    static Path directory;

    private Shell shell;

    @BeforeAll
    static void startServer() throws IOException, SQLException {
        Path rules = directory.resolve("pg_hba.conf");
        Files.writeString(rules, """
                local all all trust
                host all postgres,ben,cleo all trust
                host all dora all reject
                host all all all scram-sha-256
                """);
        server = EmbeddedServer.start(
                Majors.one(),
                options -> options.setting("hba_file", rules.toAbsolutePath().toString()));
        try (Connection session = server.dataSource("postgres").getConnection();
                Statement statement = session.createStatement()) {
            statement.execute("CREATE ROLE ada LOGIN PASSWORD 'geheim'");
            statement.execute("CREATE ROLE ben LOGIN CONNECTION LIMIT 0");
            statement.execute("CREATE ROLE cleo LOGIN");
            statement.execute("CREATE ROLE dora LOGIN");
            statement.execute("CREATE TABLE orders (id bigint PRIMARY KEY, street text)");
        }
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void openShell() {
        shell = new Shell(directory);
        shell.opener = new DatabaseEngines();
        shell.environment.put("SEGUE_URL", "jdbc:postgresql://localhost:" + server.port() + "/postgres");
        shell.environment.put("SEGUE_USER", "ada");
    }

    @Test
    void rightPasswordLetsIn() {
        shell.environment.put("SEGUE_PASSWORD", "geheim");

        Result result = shell.run("status");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("No migration was ever started here.");
    }

    @Test
    void wrongPasswordIsSaidClearlyAndNotShown() {
        shell.environment.put("SEGUE_PASSWORD", "falsch");

        Result result = shell.run("status", "--debug");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("could not connect to jdbc:postgresql://localhost")
                .contains("as ada")
                .contains("Next: check user and password")
                .doesNotContain("falsch");
    }

    @Test
    void missingPasswordIsAskedForWithTheWaysToGiveIt() {
        Result result = shell.run("status");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("SEGUE_PASSWORD", "--password-file").doesNotContain("\tat ");
    }

    @Test
    void demoOnAServerThatDoesNotLetItInEndsWithTheSameError() {
        shell.environment.put("SEGUE_PASSWORD", "falsch");

        Result result = shell.run("demo", "--url", shell.environment.get("SEGUE_URL"), "--output", "json");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).contains("\"kind\" : \"connection\"").contains("could not connect");
    }

    @Test
    void unknownDatabaseIsNamed() {
        shell.environment.put("SEGUE_PASSWORD", "geheim");

        Result result = shell.run("status", "--url", "jdbc:postgresql://localhost:" + server.port() + "/nowhere");

        assertThat(result.err()).contains("nowhere").contains("check the database's name");
    }

    @Test
    void serverThatIsNotThereIsNamed() {
        Result result = shell.run("status", "--url", "postgres://ada:geheim@localhost:1/shop");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("jdbc:postgresql://localhost:1/shop as ada", "check host and port")
                .doesNotContain("geheim");
    }

    @Test
    void otherDatabaseIsRefused() {
        Result result = shell.run("status", "--url", "jdbc:oracle:thin:@db:1521/shop");

        assertThat(result.err()).contains("write the URL like jdbc:postgresql://HOST:5432/DATABASE");
    }

    @Test
    void serverWithoutSslIsNamedWhereTheUrlAsksForIt() {
        shell.environment.put("SEGUE_PASSWORD", "geheim");

        Result result = shell.run("status", "--url", shell.environment.get("SEGUE_URL") + "?sslmode=require");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("The server does not support SSL", "leave sslmode out of the URL")
                .doesNotContain("geheim");
    }

    @Test
    void userWhomTheServerDoesNotLetInFromHereIsTold() {
        Result result = shell.run("status", "--user", "dora");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().replaceAll("\\s+", " ")).contains("pg_hba.conf rejects", "sslmode=require in the URL");
    }

    @Test
    void tooManyConnectionsAreNamed() {
        Result result = shell.run("status", "--user", "ben");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().replaceAll("\\s+", " "))
                .contains("too many connections for role \"ben\" (53300)", "Next: wait for a free connection");
    }

    @Test
    void roleWithoutRightsIsToldWhichAreMissingAndHowToGiveThem() throws IOException {
        Path file = directory.resolve("0001_extract.yaml");
        Files.writeString(file, """
                operations:
                  - extract_table: { from: orders, columns: [street], into: addresses, reference: address_id }
                """);

        for (String command : new String[] {"plan", "run"}) {
            Result result = shell.run(command, file.toString(), "--user", "cleo");

            assertThat(result.exitCode()).as(command).isEqualTo(2);
            assertThat(result.err().replaceAll("\\s+", " "))
                    .contains(
                            "role cleo does not own public.orders (its owner is postgres)",
                            "GRANT \"postgres\" TO \"cleo\"",
                            "GRANT USAGE, CREATE ON SCHEMA \"public\" TO \"cleo\"",
                            "CREATE SCHEMA segue AUTHORIZATION \"cleo\"",
                            "Nothing was changed.")
                    .doesNotContain("\tat ");
        }
    }
}
