package dev.segue.engine;

import dev.segue.plan.Step;
import java.util.List;

/** Is told what the engine does while it does it. Called on the engine's threads; must be quick and thread-safe. */
public interface EngineListener {

    /** A listener that does not listen. */
    EngineListener NONE = new EngineListener() {};

    /** The migration stands somewhere else now. */
    default void stateChanged(String migration, Lifecycle state) {}

    /** Something that a person wants to know while it happens, as a sentence. */
    default void told(String migration, String what) {}

    /** A step begins. */
    default void stepStarted(String migration, Step step) {}

    /** A step is done. */
    default void stepDone(String migration, Step step) {}

    /** A step of many rows went on; at most a few times a second. */
    default void progressed(Progress progress) {}

    /**
     * The stages of a migration wait for somebody.
     *
     * @param what what is to be done
     * @param whom instances or sessions; empty where they are not known
     */
    default void stagesWait(String migration, String what, int tries, List<String> whom) {}

    /** A lock is waited for. */
    default void waiting(String migration, Step step, int tries, List<String> blockers) {}
}
