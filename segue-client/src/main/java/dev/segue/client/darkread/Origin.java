package dev.segue.client.darkread;

import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Whose dark reads these are. Counts belong to the version and to the epoch: after another deployment, or another move of
 * the flag, they start anew.
 *
 * @param migration the migration's name
 * @param version the application's
 * @param epoch of the flag, as this process knows it; asked at every compared read, so it must not wait
 * @param instance this process in the journal; for people
 */
public record Origin(String migration, String version, LongSupplier epoch, LongSupplier instance) {
    public Origin {
        Objects.requireNonNull(epoch, "epoch");
        Objects.requireNonNull(instance, "instance");
        if (migration.isBlank() || version.isBlank()) {
            throw new IllegalArgumentException("dark reads belong to a migration and to a version of the application");
        }
    }

    Alert.Read read(String name, long atEpoch) {
        return new Alert.Read(migration, name, version, atEpoch);
    }
}
