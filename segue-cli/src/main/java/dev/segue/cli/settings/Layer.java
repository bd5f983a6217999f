package dev.segue.cli.settings;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings that come from one place.
 *
 * @param values by their keys
 * @param directory what relative paths among them start from
 * @param password a password that is given directly, or null
 */
record Layer(
        Map<Key, Value> values, Path directory, @Nullable Secret password) {

    /** A value, and where it stands: {@code --url}, {@code SEGUE_URL} or {@code segue.yaml:3:6}. */
    record Value(String text, String origin) {}

    Layer {
        values = Map.copyOf(values);
    }

    /** {@return what the environment sets} */
    static Layer ofEnvironment(Map<String, String> environment, Path directory) {
        Map<Key, Value> values = new EnumMap<>(Key.class);
        for (Key key : Key.values()) {
            String text = environment.get(key.variable());
            if (text != null && !text.isEmpty()) {
                values.put(key, new Value(text, key.variable()));
            }
        }
        String password = environment.get("SEGUE_PASSWORD");
        return new Layer(values, directory, password == null ? null : new Secret(password));
    }

    Optional<Value> value(Key key) {
        return Optional.ofNullable(values.get(key));
    }
}
