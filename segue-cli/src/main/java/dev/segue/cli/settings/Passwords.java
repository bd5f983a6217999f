package dev.segue.cli.settings;

import dev.segue.cli.settings.Layer.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the password: in each layer given directly, by the name of an environment variable, or in a file.
 *
 * @param environment the environment variables
 */
record Passwords(Map<String, String> environment) {

    Passwords {
        environment = Map.copyOf(environment);
    }

    /** {@return the password of the first layer that has one} */
    Optional<Secret> find(List<Layer> layers) {
        return layers.stream().flatMap(layer -> find(layer).stream()).findFirst();
    }

    private Optional<Secret> find(Layer layer) {
        return Optional.ofNullable(layer.password())
                .or(() -> layer.value(Key.PASSWORD_ENV).map(this::fromVariable))
                .or(() -> layer.value(Key.PASSWORD_FILE).map(file -> fromFile(layer, file)));
    }

    private Secret fromVariable(Value variable) {
        String password = environment.get(variable.text());
        if (password == null) {
            throw new InvalidSettingsException(
                    "the environment variable " + variable.text() + " is to hold the password (" + variable.origin()
                            + "), but is not set",
                    "set it, or take the setting away");
        }
        return new Secret(password);
    }

    private static Secret fromFile(Layer layer, Value file) {
        try {
            return new Secret(
                    Files.readString(layer.directory().resolve(file.text())).stripTrailing());
        } catch (IOException e) {
            throw new InvalidSettingsException(
                    "the file " + file.text() + " is to hold the password (" + file.origin() + "), but cannot be read: "
                            + e.getClass().getSimpleName(),
                    "write the password into it, alone, and let only yourself read it (chmod 600)");
        }
    }
}
