package dev.segue.spring;

import dev.segue.client.JournalException;
import dev.segue.client.Migration;
import dev.segue.client.Segue;
import dev.segue.client.Shapes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The migrations that {@code segue.migrations} lists, for which this instance is registered. A bean; thread-safe.
 *
 * <pre>{@code
 * Migration extractAddress = migrations.get("0007_extract_address");
 * if (extractAddress.flag().isOn(customer)) { … }
 * }</pre>
 */
public final class SegueMigrations {

    private final Map<String, Migration> byName = new LinkedHashMap<>();

    /**
     * A migration of the application.
     *
     * @param name the name of its file without the extension
     * @param shapes what the application's code can use
     * @param required whether the application is not to start before the migration was begun
     */
    public record Use(String name, Shapes shapes, boolean required) {}

    /**
     * Registers the instance for migrations. One that the journal does not know yet is followed as soon as it is begun.
     *
     * @throws JournalException if the journal does not know one that is required, or cannot be used
     */
    public SegueMigrations(Segue segue, List<Use> uses) {
        for (Use use : uses) {
            byName.put(
                    use.name(),
                    use.required()
                            ? segue.migration(use.name(), use.shapes())
                            : segue.expect(use.name(), use.shapes()));
        }
    }

    /**
     * {@return a migration}
     *
     * @throws SegueConfigurationException if {@code segue.migrations} does not list it
     */
    public Migration get(String name) {
        Migration migration = byName.get(name);
        if (migration == null) {
            throw new SegueConfigurationException(
                    "segue.migrations does not list the migration " + name + ", only " + byName.keySet(),
                    "Is the name right? If so, add it: segue.migrations[" + byName.size() + "].name=" + name);
        }
        return migration;
    }

    /** {@return all of them, in the order of the list} */
    public List<Migration> all() {
        return List.copyOf(byName.values());
    }
}
