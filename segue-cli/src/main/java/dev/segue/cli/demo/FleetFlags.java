package dev.segue.cli.demo;

import dev.segue.client.ClientSettings;
import dev.segue.client.Flag;
import dev.segue.client.Segue;
import dev.segue.testing.load.FlagSource;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The flags of all instances of new code: each has a client of its own and so learns of a change in its own time. */
final class FleetFlags implements FlagSource, AutoCloseable {

    private final List<Segue> clients = new ArrayList<>();
    private final List<Flag> flags = new ArrayList<>();

    FleetFlags(DataSource database, String migration, int instances) {
        for (int i = 0; i < instances; i++) {
            Segue client =
                    Segue.open(database, ClientSettings.of("orders", "new code").withInstance("new-" + (i + 1)));
            clients.add(client);
            flags.add(client.flag(migration));
        }
    }

    /** The key of a request begins with its instance: {@code new-2/1 4711}. */
    @Override
    public boolean isOn(String key) {
        int slash = key.indexOf('/');
        String instance = slash < 0 ? key : key.substring(0, slash);
        return flags.get(Math.floorMod(instance.hashCode(), flags.size())).isOn(key);
    }

    @Override
    public void close() {
        clients.forEach(Segue::close);
    }
}
