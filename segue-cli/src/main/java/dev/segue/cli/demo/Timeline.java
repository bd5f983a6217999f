package dev.segue.cli.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What happened in a demo, and when. Thread-safe. */
final class Timeline {

    /**
     * Something that happened.
     *
     * @param at since the beginning
     * @param title in a few words
     * @param explanation in a sentence
     */
    record Scene(Duration at, String title, String explanation) {

        String clock() {
            return Timeline.clock(at);
        }
    }

    private final long began = System.nanoTime();
    private final List<Scene> scenes = new ArrayList<>();

    synchronized Scene begin(String title, String explanation) {
        Scene scene = new Scene(elapsed(), title, explanation);
        scenes.add(scene);
        return scene;
    }

    synchronized List<Scene> scenes() {
        return List.copyOf(scenes);
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** {@return {@code 1:05}} */
    static String clock(Duration duration) {
        return "%d:%02d".formatted(duration.toMinutes(), duration.toSecondsPart());
    }
}
