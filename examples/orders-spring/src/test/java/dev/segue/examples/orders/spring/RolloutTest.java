package dev.segue.examples.orders.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.examples.orders.spring.rollout.Application;
import dev.segue.examples.orders.spring.rollout.DuplicateWrites;
import dev.segue.examples.orders.spring.rollout.Rollout;
import dev.segue.examples.orders.spring.rollout.RolloutSettings;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * The whole way, in short: the database writes twice on Spring Boot 3.5, the application on 4.1;
 * {@code -Dsegue.example.duplicate-writes} and the module choose otherwise.
 */
class RolloutTest {

    private static String set(String property) {
        return System.getProperty("segue.example." + property);
    }

    @Test
    void three_versions_are_rolled_out_under_load_and_nobody_notices() throws Exception {
        String boot = System.getProperty("segue.spring-boot");
        Application application =
                Application.of(boot, Path.of(set("classes")), Path.of(set("classpath")), Path.of(set("directory")));
        DuplicateWrites writes = DuplicateWrites.valueOf(set("duplicate-writes").toUpperCase(Locale.ROOT));
        Path logs = Files.createDirectories(Path.of("target", "rollout-" + boot));

        boolean good = Rollout.run(
                application,
                RolloutSettings.small(writes, Long.getLong("segue.seed", System.nanoTime() % 1_000_000)),
                logs,
                new PrintStream(System.out, true, StandardCharsets.UTF_8));

        assertThat(good)
                .as("nothing failed and nothing was lost, see the report above")
                .isTrue();
    }
}
