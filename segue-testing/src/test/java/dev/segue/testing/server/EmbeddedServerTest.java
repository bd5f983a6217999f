package dev.segue.testing.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EmbeddedServerTest {

    static List<Major> majors() {
        return Majors.everyRun();
    }

    @ParameterizedTest(name = "on {0}")
    @MethodSource("majors")
    void a_server_of_every_major_starts_and_stops(Major major) throws SQLException {
        EmbeddedServer server = EmbeddedServer.start(major, options -> options.setting("deadlock_timeout", "700ms"));

        assertThat(ask(server, "postgres", "SHOW server_version")).startsWith(major + ".");
        assertThat(ask(server, "postgres", "SHOW deadlock_timeout")).isEqualTo("700ms");

        server.close();

        assertThat(server.running()).isFalse();
        assertThatThrownBy(() -> ask(server, "postgres", "SELECT 1")).isInstanceOf(SQLException.class);
    }

    @Test
    void two_servers_live_side_by_side() throws SQLException {
        try (EmbeddedServer first = EmbeddedServer.start(Majors.one());
                EmbeddedServer second = EmbeddedServer.start(Majors.one())) {
            first.createDatabase("only_here");

            assertThat(ask(first, "only_here", "SELECT current_database()")).isEqualTo("only_here");
            assertThatThrownBy(() -> ask(second, "only_here", "SELECT 1")).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void a_durable_server_keeps_committed_rows_when_it_crashes(@TempDir Path directory) throws SQLException {
        int port;
        try (EmbeddedServer server = EmbeddedServer.start(
                Majors.one(), options -> options.durable().dataDirectory(directory.resolve("data")))) {
            port = server.port();
            execute(server, "postgres", "CREATE TABLE kept AS SELECT 42 AS answer");
            server.crash();
        }
        try (EmbeddedServer server = EmbeddedServer.start(
                Majors.one(), options -> options.durable().port(port).dataDirectory(directory.resolve("data")))) {
            assertThat(ask(server, "postgres", "SELECT answer FROM kept")).isEqualTo("42");
        }
    }

    @Test
    void a_fresh_database_is_a_copy_of_its_template() throws SQLException {
        EmbeddedServer server = SharedServers.of(Majors.one());
        String template = server.freshDatabase("template");
        execute(server, template, "CREATE TABLE there AS SELECT 1 AS one");

        String copy = server.freshDatabase("copy", template);

        assertThat(ask(server, copy, "SELECT one FROM there")).isEqualTo("1");
        server.dropDatabase(copy);
        server.dropDatabase(template);
    }

    @Test
    void the_shared_server_is_started_once() {
        assertThat(SharedServers.of(Majors.one())).isSameAs(SharedServers.of(Majors.one()));
    }

    @Test
    void a_server_whose_jvm_was_killed_is_stopped_by_the_next_start(@TempDir Path directory) throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-D" + Binaries.PROPERTY + "=" + System.getProperty(Binaries.PROPERTY, ""),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AbandonedServer.class.getName(),
                        directory.resolve("data").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String number;
        try (var reader = jvm.inputReader()) {
            number = reader.readLine();
        }
        jvm.destroyForcibly().waitFor();
        ProcessHandle abandoned = ProcessHandle.of(Long.parseLong(number)).orElseThrow();
        assertThat(abandoned.isAlive()).isTrue();

        EmbeddedServer.start(Majors.one()).close();

        assertThat(abandoned.isAlive()).isFalse();
    }

    @Test
    void an_unknown_major_is_refused_by_number() {
        assertThatThrownBy(() -> Majors.parse("15,14"))
                .hasMessage("PostgreSQL 14 is not supported; supported are 15, 16, 17, 18");
    }

    private static void execute(EmbeddedServer server, String database, String sql) throws SQLException {
        try (Connection connection = server.dataSource(database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(EmbeddedServer server, String database, String sql) throws SQLException {
        try (Connection connection = server.dataSource(database).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
