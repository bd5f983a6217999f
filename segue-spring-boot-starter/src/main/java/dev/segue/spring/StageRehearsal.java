package dev.segue.spring;

import dev.segue.client.Stage;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * For tests: on this thread, the annotated methods go by a stage that the test says, without a journal and without a pin,
 * until it is closed. Both shapes have to be there. See {@code @SegueTest}, which tries all stages.
 *
 * <pre>{@code
 * try (StageRehearsal live = StageRehearsal.begin("0007_extract_address", Stage.LIVE)) {
 *     orders.move(id, address);
 * }
 * }</pre>
 */
public final class StageRehearsal implements AutoCloseable {

    private static final ThreadLocal<Map<String, Stage>> REHEARSED = new ThreadLocal<>();

    private final String migration;
    private final Optional<Stage> before;

    private StageRehearsal(String migration, Optional<Stage> before) {
        this.migration = migration;
        this.before = before;
    }

    /** Begins; rehearsals of one migration may be nested. */
    public static StageRehearsal begin(String migration, Stage stage) {
        Map<String, Stage> rehearsed = REHEARSED.get();
        if (rehearsed == null) {
            rehearsed = new HashMap<>();
            REHEARSED.set(rehearsed);
        }
        return new StageRehearsal(migration, Optional.ofNullable(rehearsed.put(migration, stage)));
    }

    /** {@return the stage that is rehearsed on this thread} */
    public static Optional<Stage> of(String migration) {
        Map<String, Stage> rehearsed = REHEARSED.get();
        return rehearsed == null ? Optional.empty() : Optional.ofNullable(rehearsed.get(migration));
    }

    @Override
    public void close() {
        Map<String, Stage> rehearsed = REHEARSED.get();
        if (rehearsed == null) {
            return;
        }
        before.ifPresentOrElse(stage -> rehearsed.put(migration, stage), () -> rehearsed.remove(migration));
        if (rehearsed.isEmpty()) {
            REHEARSED.remove();
        }
    }
}
