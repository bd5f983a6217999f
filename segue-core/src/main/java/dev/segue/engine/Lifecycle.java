package dev.segue.engine;

import dev.segue.plan.Phase;
import java.util.List;

/**
 * Where a migration stands. Every state has only its legal transitions as methods; there is no other way from one to
 * another.
 */
public sealed interface Lifecycle {

    /** {@return the state's name in the journal and for people: {@code BOTH_LIVE}} */
    default String word() {
        return getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(java.util.Locale.ROOT);
    }

    /** {@return whether there is nothing left to do: all is done, or all is taken back} */
    default boolean isOver() {
        return this instanceof Contracted || this instanceof RolledBack;
    }

    /** A state from which everything can still be taken back. */
    sealed interface Reversible extends Lifecycle {
        /** {@return the state in which the new shape is taken away} */
        default RollingBack rollBack() {
            return new RollingBack();
        }
    }

    /** A state in which a phase is under way; run again, it goes on with the step that is not done. */
    sealed interface Working extends Lifecycle {
        Phase phase();

        /** {@return the state once all steps of the phase are done} */
        Lifecycle done();
    }

    /** New structures are being made; old code alone works. */
    record Expanding() implements Working, Reversible {
        @Override
        public Phase phase() {
            return Phase.EXPAND;
        }

        @Override
        public Filling done() {
            return new Filling();
        }
    }

    /** Duplicate writes are on; old rows are being filled. */
    record Filling() implements Working, Reversible {
        @Override
        public Phase phase() {
            return Phase.BACKFILL;
        }

        @Override
        public Verifying done() {
            return new Verifying();
        }
    }

    /** Everything is filled; both shapes are being compared. */
    record Verifying() implements Working, Reversible {
        @Override
        public Phase phase() {
            return Phase.VERIFY;
        }

        @Override
        public BothLive done() {
            return new BothLive();
        }
    }

    /** Both shapes answer the same; the flag may flip per request. */
    record BothLive() implements Reversible {
        /** {@return the state in which the old shape is put out of reach} */
        public Sealing seal() {
            return new Sealing();
        }
    }

    /** The new shape is being tightened and the old one put out of reach. */
    record Sealing() implements Working, Reversible {
        @Override
        public Phase phase() {
            return Phase.SEAL;
        }

        @Override
        public Sealed done() {
            return new Sealed();
        }
    }

    /** The old shape is out of reach, and still kept in step. */
    record Sealed() implements Reversible {
        /** {@return the state in which the old shape comes back} */
        public Unsealing unseal() {
            return new Unsealing();
        }

        /** {@return the state in which the old shape is dropped} */
        public Contracting contract() {
            return new Contracting();
        }
    }

    /** The old shape is being brought back. */
    record Unsealing() implements Working, Reversible {
        @Override
        public Phase phase() {
            return Phase.UNSEAL;
        }

        @Override
        public BothLive done() {
            return new BothLive();
        }
    }

    /**
     * The old shape is being dropped. The drop and the step to {@link Contracted} commit together, so in this state the
     * old shape is still there.
     */
    record Contracting() implements Working, Reversible {
        /** {@return the state before, as nothing was dropped} */
        public Sealed halt() {
            return new Sealed();
        }

        @Override
        public Phase phase() {
            return Phase.CONTRACT;
        }

        @Override
        public Contracted done() {
            return new Contracted();
        }
    }

    /** Only the new shape is left. */
    record Contracted() implements Lifecycle {}

    /** The new shape is being taken away. */
    record RollingBack() implements Working {
        @Override
        public Phase phase() {
            return Phase.ROLLBACK;
        }

        @Override
        public RolledBack done() {
            return new RolledBack();
        }
    }

    /** Only the old shape is left, exactly as it was. */
    record RolledBack() implements Lifecycle {
        /** {@return the state of a new attempt} */
        public Expanding startAgain() {
            return new Expanding();
        }
    }

    /**
     * {@return the state of that name}
     *
     * @throws IllegalArgumentException if a newer release wrote a state that this one does not know
     */
    static Lifecycle of(String word) {
        return all().stream()
                .filter(s -> s.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the journal holds the state " + word
                        + ", which this release does not know; known: "
                        + all().stream().map(Lifecycle::word).toList()));
    }

    /** {@return all states} */
    static List<Lifecycle> all() {
        return List.of(
                new Expanding(),
                new Filling(),
                new Verifying(),
                new BothLive(),
                new Sealing(),
                new Sealed(),
                new Unsealing(),
                new Contracting(),
                new Contracted(),
                new RollingBack(),
                new RolledBack());
    }
}
