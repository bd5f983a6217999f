package dev.segue.client;

/** The flag of a migration whose state the agent keeps up to date. */
final class MigrationFlag implements Flag {

    private final Migration migration;
    private final int seed;
    private final String instance;

    MigrationFlag(Migration migration, String instance) {
        this.migration = migration;
        this.seed = Bucket.seed(migration.name());
        this.instance = instance;
    }

    @Override
    public String migration() {
        return migration.name();
    }

    @Override
    public int percent() {
        return migration.era().state().percent();
    }

    @Override
    public boolean isOn(String key) {
        migration.askedFreely();
        return isOn(migration.era(), key);
    }

    @Override
    public boolean isOnForInstance() {
        return isOn(instance);
    }

    boolean isOnForInstance(Era era) {
        return isOn(era, instance);
    }

    boolean isOn(Era era, String key) {
        boolean on = era.isOn(seed, key);
        migration.served().count(on);
        return on;
    }

    @Override
    public String toString() {
        return migration.toString();
    }
}
