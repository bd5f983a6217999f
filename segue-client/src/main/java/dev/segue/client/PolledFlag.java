package dev.segue.client;

import java.util.Objects;

/** A flag whose percentage somebody else keeps up to date. */
final class PolledFlag implements Flag {

    private final String migration;
    private volatile int percent;

    PolledFlag(String migration, int percent) {
        this.migration = Objects.requireNonNull(migration, "migration");
        this.percent = percent;
    }

    void set(int newPercent) {
        percent = newPercent;
    }

    @Override
    public String migration() {
        return migration;
    }

    @Override
    public int percent() {
        return percent;
    }

    @Override
    public boolean isOn(String key) {
        return Bucket.of(migration, key) < percent;
    }

    @Override
    public String toString() {
        return migration + " at " + percent + " %";
    }
}
