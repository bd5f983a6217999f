package dev.segue.testing.client;

import dev.segue.client.ClientSettings;
import dev.segue.client.Migration;
import dev.segue.client.Segue;
import dev.segue.client.Shapes;
import dev.segue.client.Timing;
import dev.segue.client.Work;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/** A process of its own that begins work, and does what it is told line by line; {@link FrozenInstanceTest} stops it. */
final class FrozenInstance {

    private FrozenInstance() {}

    public static void main(String... arguments) throws IOException {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(arguments[0]);
        ClientSettings settings = ClientSettings.of("orders", "v42")
                .withInstance("frozen")
                .withTiming(Timing.standard().withHeartbeat(Duration.ofMillis(500), Duration.ofSeconds(3)));
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Segue segue = Segue.open(database, settings)) {
            Migration migration = segue.migration(JournalDatabase.MIGRATION, Shapes.BOTH);
            Work work = migration.begin();
            System.out.println("under way by " + work.epoch());
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                switch (order) {
                    case "begin" -> {
                        try (Work next = migration.begin()) {
                            System.out.println(next.stage().orElseThrow() + " " + next.epoch());
                        }
                    }
                    case "end" -> {
                        work.close();
                        System.out.println("ended");
                    }
                    default -> throw new IllegalArgumentException(order);
                }
            }
        }
    }
}
