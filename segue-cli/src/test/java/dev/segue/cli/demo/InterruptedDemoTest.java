package dev.segue.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.cli.Main;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Majors;
import dev.segue.testing.server.SharedServers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Runs the demo as a process, for only a process can be sent a signal. */
class InterruptedDemoTest {

    @Test
    void interruptedDemoLeavesAGivenServerAsItWas() throws Exception {
        EmbeddedServer server = SharedServers.of(Majors.one());
        String database = server.freshDatabase("interrupted_demo");
        List<String> before = DemoTest.relations(server, database);
        Process demo = start("--url", server.url(database));

        List<String> printed = readUntil(demo, "Flag at 25 %");
        assertThat(printed)
                .as("what the demo printed")
                .anySatisfy(line -> assertThat(line).contains("Flag at 25 %"));
        interrupt(demo);
        List<String> rest = readUntil(demo, "Nothing of it is left.");

        assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).isNotZero();
        assertThat(rest)
                .as("what it printed then")
                .anySatisfy(line -> assertThat(line).contains("Nothing of it is left."));
        assertThat(DemoTest.relations(server, database)).isEqualTo(before);
    }

    private static Process start(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "demo",
                "--rows",
                "500",
                "--seconds",
                "20"));
        command.addAll(List.of(options));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static void interrupt(Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-TERM", Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    private static List<String> readUntil(Process process, String end) throws IOException {
        List<String> lines = new ArrayList<>();
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8), 1);
        String line;
        while ((line = reader.readLine()) != null) {
            lines.add(line);
            if (line.contains(end)) {
                break;
            }
        }
        return lines;
    }
}
