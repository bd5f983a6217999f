package dev.segue.testing.race;

import dev.segue.client.ClientSettings;
import dev.segue.client.JournalException;
import dev.segue.client.Migration;
import dev.segue.client.Segue;
import dev.segue.client.Shapes;
import dev.segue.client.Stage;
import dev.segue.client.Timing;
import dev.segue.client.Work;
import dev.segue.client.duplicate.DuplicateWriteName;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.ds.PGSimpleDataSource;

/** A member by the client: it hears when stages end and begin. */
final class ClientMember implements RaceMember {

    private static final Timing TIMING = Timing.standard()
            .withPoll(Duration.ofMillis(50))
            .withHeartbeat(Duration.ofMillis(100), Duration.ofSeconds(1));

    private final Segue segue;
    private final Migration migration;

    private ClientMember(Segue segue, Migration migration) {
        this.segue = segue;
        this.migration = migration;
    }

    static ClientMember of(String url, String migration, String name) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        while (true) {
            try {
                Segue segue = Segue.open(
                        source,
                        ClientSettings.of("orders", "v1").withInstance(name).withTiming(TIMING));
                return new ClientMember(segue, segue.expect(migration, Shapes.BOTH));
            } catch (JournalException e) {
                LockSupport.parkNanos(100_000_000); // cut
            }
        }
    }

    @Override
    public DuplicateWriteName duplicateWrite(String name) {
        return migration.duplicateWrite(name);
    }

    @Override
    public Reading reading(Connection connection) {
        Work work = migration.begin();
        return new Reading() {
            @Override
            public Stage stage() {
                return work.stage().orElse(Stage.OFF);
            }

            @Override
            public void close() {
                work.close();
            }
        };
    }

    @Override
    public void close() {
        segue.close();
    }
}
