package dev.segue.testing.load;

/** A flag that is on for a share of all keys, which can be changed at any time. Thread-safe. */
public final class PercentFlag implements FlagSource {

    private volatile int percent;

    /** Sets the share, 0 to 100. */
    public void set(int newPercent) {
        if (newPercent < 0 || newPercent > 100) {
            throw new IllegalArgumentException("a flag stands at 0 to 100 percent, not " + newPercent);
        }
        percent = newPercent;
    }

    /** {@return the share, 0 to 100} */
    public int percent() {
        return percent;
    }

    @Override
    public boolean isOn(String key) {
        return Math.floorMod(key.hashCode() * 0x9E3779B9, 10_000) < percent * 100;
    }
}
