package dev.segue.testing.rollout;

import dev.segue.client.ClientSettings;
import dev.segue.client.JournalException;
import dev.segue.client.Migration;
import dev.segue.client.Segue;
import dev.segue.client.Shapes;
import dev.segue.client.Work;
import dev.segue.client.hold.HoldSettings;
import dev.segue.client.hold.Pass;
import dev.segue.client.hold.TrafficHold;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/** What a version of the application's code knows, and how it decides which shape a request uses. Thread-safe. */
sealed interface Code extends AutoCloseable {

    /** What a request goes by until it ends. */
    record Way(boolean isNew, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }

    /** A request begins. */
    Way begin(Connection connection, long key) throws SQLException;

    @Override
    default void close() {}

    static Code of(String word, String name, DataSource database, BooleanSupplier stopping) {
        return switch (word) {
            case "OLD" -> new Old(name, database, stopping);
            case "BOTH" -> new Both(name, database);
            case "NEW" -> new New(name, database);
            case "PROBING" -> new Probing();
            default -> throw new IllegalArgumentException(word);
        };
    }

    /** Knows the old shape, and says so as soon as the journal knows the migration. */
    final class Old implements Code {

        private static final Way WAY = new Way(false, () -> {});

        private final Segue segue;

        Old(String name, DataSource database, BooleanSupplier stopping) {
            segue = Segue.open(database, ClientSettings.of("orders", "v1").withInstance(name));
            Thread registering = new Thread(() -> {
                while (!stopping.getAsBoolean()) {
                    try {
                        segue.migration(Rollout.MIGRATION, Shapes.OLD);
                        return;
                    } catch (JournalException e) {
                        RolloutInstance.pause(50);
                    }
                }
            });
            registering.setDaemon(true);
            registering.start();
        }

        @Override
        public Way begin(Connection connection, long key) {
            return WAY;
        }

        @Override
        public void close() {
            segue.close();
        }
    }

    /** Knows both shapes, follows the flag, and holds its traffic when it is asked to. */
    final class Both implements Code {

        private final Segue segue;
        private final Migration migration;
        private final TrafficHold hold;

        Both(String name, DataSource database) {
            segue = Segue.open(database, ClientSettings.of("orders", "v2").withInstance(name));
            segue.flag(Rollout.MIGRATION);
            migration = segue.findMigration(Rollout.MIGRATION).orElseThrow();
            hold = segue.hold(HoldSettings.standard());
        }

        @Override
        public Way begin(Connection connection, long key) throws SQLException {
            Pass pass = hold.pass();
            Work work = migration.begin();
            return new Way(work.isOn(Long.toString(key)), () -> {
                work.close();
                pass.close();
            });
        }

        @Override
        public void close() {
            segue.close();
        }
    }

    /** Knows the new shape. */
    final class New implements Code {

        private static final Way WAY = new Way(true, () -> {});

        private final Segue segue;

        New(String name, DataSource database) {
            segue = Segue.open(database, ClientSettings.of("orders", "v3").withInstance(name));
            segue.migration(Rollout.MIGRATION, Shapes.NEW);
        }

        @Override
        public Way begin(Connection connection, long key) {
            return WAY;
        }

        @Override
        public void close() {
            segue.close();
        }
    }

    /** Knows both shapes and nothing of Segue: looks which one is there, in the request's own transaction. */
    final class Probing implements Code {

        @Override
        public Way begin(Connection connection, long key) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT to_regclass('addresses') IS NOT NULL")) {
                row.next();
                return new Way(row.getBoolean(1), () -> {});
            }
        }
    }
}
