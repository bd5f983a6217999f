package dev.segue.cli.settings;

import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * How the database is reached.
 *
 * @param url a JDBC URL without secrets
 * @param user null where the driver's default is meant
 * @param password null where none is needed or the driver finds one itself, as in {@code ~/.pgpass}
 */
public record ConnectionSettings(
        String url, @Nullable String user, @Nullable Secret password) {

    /** {@return what the driver is given beside the URL} */
    public Properties properties() {
        Properties properties = new Properties();
        Optional.ofNullable(user).ifPresent(name -> properties.setProperty("user", name));
        Optional.ofNullable(password).ifPresent(secret -> properties.setProperty("password", secret.value()));
        properties.setProperty("ApplicationName", "segue");
        return properties;
    }
}
