package dev.segue.client.darkread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DarkReadMetricsTest {

    @Test
    void reads_are_counted_by_verdict_also_those_that_are_registered_later() {
        MeterRegistry registry = new SimpleMeterRegistry();
        try (DarkReads darkReads = WithoutMicrometer.reads()) {
            DarkRead<String> first = darkReads.register("first", Rules.STRICT);
            new DarkReadMetrics(darkReads).bindTo(registry);
            DarkRead<String> second = darkReads.register("second", Rules.STRICT);

            first.ledger().add(1, new Outcome(Verdict.MISMATCH, List.of(), List.of(), false), 2_000_000);
            second.ledger().drop(1);

            assertThat(count(registry, "first", "mismatch")).isEqualTo(1);
            assertThat(count(registry, "first", "match")).isZero();
            assertThat(count(registry, "second", "dropped")).isEqualTo(1);
            assertThat(registry.get("segue.dark.read.duration")
                            .tags("migration", "0007_extract_address", "read", "first")
                            .functionTimer()
                            .totalTime(java.util.concurrent.TimeUnit.MILLISECONDS))
                    .isEqualTo(2);
            assertThat(registry.get("segue.dark.reads.waiting").gauge().value()).isZero();
        }
    }

    private static double count(MeterRegistry registry, String read, String verdict) {
        return registry.get("segue.dark.reads")
                .tags("migration", "0007_extract_address", "read", read, "verdict", verdict)
                .functionCounter()
                .count();
    }

    @Test
    void without_micrometer_everything_else_is_there() throws Exception {
        URL[] path = Arrays.stream(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                        .split(java.io.File.pathSeparator))
                .filter(entry -> !entry.contains("micrometer"))
                .map(DarkReadMetricsTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader without = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            Class<?> main = without.loadClass("dev.segue.client.darkread.WithoutMicrometer");

            assertThat(main.getMethod("run").invoke(null)).isEqualTo("ran without micrometer");
            assertThatThrownBy(() -> Class.forName(DarkReadMetrics.class.getName(), true, without))
                    .isInstanceOf(NoClassDefFoundError.class);
        }
    }

    private static URL url(String entry) {
        try {
            return java.nio.file.Path.of(entry).toUri().toURL();
        } catch (java.net.MalformedURLException e) {
            throw new IllegalArgumentException(entry, e);
        }
    }
}
