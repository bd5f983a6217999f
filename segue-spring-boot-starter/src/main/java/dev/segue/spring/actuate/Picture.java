package dev.segue.spring.actuate;

import dev.segue.client.JournalProblem;
import dev.segue.client.Migration;
import dev.segue.client.Segue;
import dev.segue.client.Stage;
import dev.segue.client.darkread.DarkReads;
import dev.segue.client.darkread.Verdict;
import dev.segue.spring.SegueDarkReads;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this instance knows, without secrets and without values of rows.
 *
 * @param instance the number by which the journal knows it; 0 while it does not
 * @param problem why the last state read is kept; null if all is well
 */
public record Picture(long instance, @Nullable Problem problem, List<OfMigration> migrations) {

    /**
     * Why the journal cannot be used.
     *
     * @param what is wrong
     * @param advice what to do
     */
    public record Problem(String name, String what, String advice) {
        static Problem of(JournalProblem problem) {
            return new Problem(problem.name(), problem.what(), problem.advice());
        }
    }

    /**
     * A migration.
     *
     * @param shapes what this code can use
     * @param state what the journal says of it; empty while it does not know it
     * @param percent how many of a hundred keys use the new shape
     * @param stage null where the database writes twice
     * @param epoch of the state in force here
     * @param acknowledgedEpoch the last one by which, or by later ones, all work here goes; −1 for none
     */
    public record OfMigration(
            String name,
            String shapes,
            String state,
            int percent,
            @Nullable String stage,
            long epoch,
            long acknowledgedEpoch,
            List<OfDarkRead> darkReads) {}

    /**
     * The counts of a dark read, since this process began.
     *
     * @param dropped not compared, because too many were waiting
     */
    public record OfDarkRead(
            String name, long matches, long mismatches, long ignored, long inconclusive, long dropped) {}

    /** {@return the picture now} */
    static Picture of(Segue segue, SegueDarkReads darkReads) {
        return new Picture(
                segue.instance(),
                segue.problem().map(Problem::of).orElse(null),
                segue.migrations().stream()
                        .map(migration -> of(migration, darkReads))
                        .toList());
    }

    private static OfMigration of(Migration migration, SegueDarkReads darkReads) {
        return new OfMigration(
                migration.name(),
                migration.shapes().name(),
                migration.state(),
                migration.flag().percent(),
                migration.currentStage().map(Stage::name).orElse(null),
                migration.epoch(),
                migration.acknowledgedEpoch(),
                darkReads.all().stream()
                        .filter(reads -> reads.migration().equals(migration.name()))
                        .flatMap(reads -> counts(reads).stream())
                        .toList());
    }

    private static List<OfDarkRead> counts(DarkReads reads) {
        return reads.registered().stream()
                .map(read -> new OfDarkRead(
                        read.name(),
                        read.count(Verdict.MATCH),
                        read.count(Verdict.MISMATCH),
                        read.count(Verdict.IGNORED),
                        read.count(Verdict.INCONCLUSIVE),
                        read.dropped()))
                .toList();
    }
}
