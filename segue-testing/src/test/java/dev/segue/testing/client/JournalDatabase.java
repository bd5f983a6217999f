package dev.segue.testing.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.client.ClientSettings;
import dev.segue.client.PushSettings;
import dev.segue.client.Timing;
import dev.segue.engine.Engine;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Majors;
import dev.segue.testing.server.SharedServers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert;
import org.postgresql.ds.PGSimpleDataSource;

/** A database with a journal, its migrations written by hand, and what an operator does to them. */
final class JournalDatabase implements AutoCloseable {

    static final String MIGRATION = "0007_extract_address";

    /** Polls and heartbeats that a test need not wait for; a lease that no load of the machine ends. */
    static final ClientSettings FAST = ClientSettings.of("orders", "v42")
            .withInstance("orders-1")
            .withTiming(Timing.standard()
                    .withPoll(Duration.ofMillis(20))
                    .withHeartbeat(Duration.ofMillis(200), Duration.ofMinutes(5))
                    .withRequest(Duration.ofMillis(200)));

    static final ClientSettings POLLING = FAST.withPush(PushSettings.off());

    final EmbeddedServer server = SharedServers.of(Majors.one());
    final String name;
    private final DataSource database;

    private JournalDatabase(String name) {
        this.name = name;
        this.database = server.dataSource(name);
    }

    static JournalDatabase empty() {
        return new JournalDatabase(SharedServers.of(Majors.one()).freshDatabase("client"));
    }

    static JournalDatabase withJournal() {
        JournalDatabase made = empty();
        made.makeJournal();
        return made;
    }

    /** {@return one where a migration's both shapes are live, and the database writes twice} */
    static JournalDatabase bothLive() {
        JournalDatabase made = withJournal();
        made.begin(MIGRATION);
        return made;
    }

    /** {@return one where a migration's both shapes are live, and the application writes twice; stage OFF} */
    static JournalDatabase staged() {
        JournalDatabase made = bothLive();
        made.does("SELECT segue.begin_stages('" + MIGRATION + "', 'separate-addresses', 'test')");
        return made;
    }

    void makeJournal() {
        does(script("journal.sql") + script("application.sql"));
    }

    void begin(String migration) {
        does("INSERT INTO segue.migration (name, attempt, state, checksum, file, plan) VALUES ('" + migration
                + "', 1, 'BOTH_LIVE', '', '', '{\"header\": {\"flag\": \"separate-addresses\"}}')");
    }

    /** What {@link Engine#flag} does. */
    void flag(int percent) {
        does("""
             INSERT INTO segue.flag (migration, flag, percent, changed_by) VALUES ('%s', 'separate-addresses', %d, 'test')
             ON CONFLICT (migration) DO UPDATE SET percent = excluded.percent, epoch = segue.flag.epoch + 1;
             SELECT pg_notify('segue_flag', '%1$s')""".formatted(MIGRATION, percent));
    }

    void move(String stage) {
        does("INSERT INTO segue.comparison (migration, attempt, finished_at, rows, differing, pending) VALUES ('"
                + MIGRATION + "', 1, clock_timestamp(), 0, 0, 0)");
        does("SELECT segue.move_stage('" + MIGRATION + "', '" + stage + "', 'test')");
    }

    ThrowableAssert.ThrowingCallable moving(String stage) {
        return () -> move(stage);
    }

    /** Ends every session and lets nobody in. */
    void away() {
        on("postgres", "ALTER DATABASE \"" + name + "\" ALLOW_CONNECTIONS false");
        on("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
    }

    void back() {
        on("postgres", "ALTER DATABASE \"" + name + "\" ALLOW_CONNECTIONS true");
    }

    DataSource dataSource() {
        return database;
    }

    /** {@return connections of a role of its own that may do nothing but what it is granted} */
    DataSource as(String role) {
        does("DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '" + role + "') THEN CREATE ROLE " + role
                + " LOGIN; END IF; END $$");
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(server.url(name));
        source.setUser(role);
        return source;
    }

    void does(String sql) {
        on(name, sql);
    }

    private void on(String where, String sql) {
        try (Connection connection = server.dataSource(where).getConnection();
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    String asks(String sql) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return String.valueOf(row.getString(1));
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** {@return what the journal holds of the instance's use of the migration} */
    String used(String column) {
        return asks("SELECT " + column + " FROM segue.instance_migration u JOIN segue.instance i ON i.id = u.instance"
                + " ORDER BY u.instance DESC LIMIT 1");
    }

    static void eventually(ThrowableAssert.ThrowingCallable assertion) {
        Instant deadline = Instant.now().plusSeconds(60);
        while (true) {
            try {
                assertion.call();
                return;
            } catch (Throwable e) {
                assertThat(Instant.now()).as(() -> "waited a minute: " + e).isBefore(deadline);
                LockSupport.parkNanos(5_000_000);
            }
        }
    }

    private static String script(String script) {
        try (InputStream stream = Engine.class.getResourceAsStream("/dev/segue/postgresql/" + script)) {
            return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.dropDatabase(name);
    }
}
