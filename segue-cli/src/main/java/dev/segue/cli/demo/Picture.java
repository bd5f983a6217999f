package dev.segue.cli.demo;

import dev.segue.testing.load.LoadSnapshot;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is to be seen at one moment of a demo.
 *
 * @param elapsed since the beginning
 * @param subject what it runs on
 * @param scene what happens
 * @param phases how far the migration is
 * @param flagPercent where the flag stands
 * @param load how the instances are, or null before they run
 * @param lostWrites what the oracle found so far
 */
record Picture(
        Duration elapsed,
        String subject,
        Timeline.Scene scene,
        PhaseMeter.Reading phases,
        int flagPercent,
        @Nullable LoadSnapshot load,
        long lostWrites) {}
