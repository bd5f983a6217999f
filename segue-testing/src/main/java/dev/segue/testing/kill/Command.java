package dev.segue.testing.kill;

import dev.segue.engine.Engine;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Phase;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A command of the engine that is struck. Each begins where another has ended. */
public enum Command {
    /** From the file until both shapes live. */
    RUN(null, 1_000),
    /** The flag to 100 percent. */
    FLAG(RUN, 2_000),
    /** The old shape put out of reach. */
    SEAL(FLAG, 3_000),
    /** The old shape dropped. */
    CONTRACT(SEAL, 4_000),
    /** The new shape taken away while both live. */
    ROLLBACK(FLAG, 5_000),
    /** The old shape brought back, and the new one taken away. */
    ROLLBACK_SEALED(SEAL, 6_000);

    private final @Nullable Command after;
    private final int firstRound;

    Command(@Nullable Command after, int firstRound) {
        this.after = after;
        this.firstRound = firstRound;
    }

    /** {@return the number of the first round of traffic; those of other commands are far away} */
    int firstRound() {
        return firstRound;
    }

    /** {@return the command at whose end this one begins; nothing if it is the first} */
    Optional<Command> after() {
        return Optional.ofNullable(after);
    }

    void perform(Engine engine, MigrationFile file) throws InvalidMigrationException {
        String migration = file.migration().name();
        switch (this) {
            case RUN -> engine.run(file, Phase.VERIFY, List.of());
            case FLAG -> engine.flag(migration, 100);
            case SEAL -> engine.seal(migration, List.of());
            case CONTRACT -> engine.contract(migration, List.of());
            case ROLLBACK, ROLLBACK_SEALED -> engine.rollback(migration);
        }
    }
}
