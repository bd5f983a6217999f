package dev.segue.cli.settings;

import dev.segue.cli.settings.Layer.Value;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the options of the command line say.
 *
 * @param values by their keys
 * @param config the file named by {@code --config}, or null
 * @param password what somebody typed in after {@code --password}, or null
 */
public record Options(
        Map<Key, String> values,
        @Nullable Path config,
        @Nullable Secret password) {

    /** No option was given. */
    public static final Options NONE = new Options(Map.of(), null, null);

    public Options {
        values = Map.copyOf(values);
    }

    /** {@return these options and one more, if it was given} */
    public Options with(Key key, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        Map<Key, String> more = new EnumMap<>(Key.class);
        more.putAll(values);
        more.put(key, value.toString());
        return new Options(more, config, password);
    }

    Layer layer(Path directory) {
        Map<Key, Value> layer = new EnumMap<>(Key.class);
        values.forEach((key, text) -> layer.put(key, new Value(text, key.option())));
        return new Layer(layer, directory, password);
    }

    Optional<Path> configFile() {
        return Optional.ofNullable(config);
    }
}
