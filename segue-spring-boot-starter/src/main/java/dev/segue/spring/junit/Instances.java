package dev.segue.spring.junit;

import dev.segue.client.Stage;
import dev.segue.spring.StageRehearsal;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Two instances of the application, each in its stage; the same stage for both, or two that may be at work at once.
 *
 * @param migration the migration's name
 */
public record Instances(String migration, Stage firstStage, Stage secondStage) {

    /** Does something as the first instance; {@return what that gives} */
    public <T extends @Nullable Object> T first(Callable<T> work) throws Exception {
        return in(firstStage, work);
    }

    /** Does something as the second instance; {@return what that gives} */
    public <T extends @Nullable Object> T second(Callable<T> work) throws Exception {
        return in(secondStage, work);
    }

    private <T extends @Nullable Object> T in(Stage stage, Callable<T> work) throws Exception {
        try (StageRehearsal rehearsal = StageRehearsal.begin(migration, stage)) {
            return work.call();
        }
    }

    @Override
    public String toString() {
        return firstStage == secondStage ? firstStage.name() : firstStage + " and " + secondStage;
    }
}
