package dev.segue.examples.orders.spring.rollout;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The command line of the rollout; {@code examples/orders-spring/rollout} calls it. */
public final class Main {

    private static final String USAGE = """
            usage: rollout [--duplicate-writes database|application] [--boot 3.5|4.1] [--instances N] [--customers N]
                           [--seconds N] [--seed N]

            Rolls three versions of an order service out over several processes while customers order, through the whole
            of a migration. Exit code 1 if a request failed or a write was lost.
            """;

    private Main() {}

    /**
     * Rolls out.
     *
     * @param arguments the directory of the example, that of what was built, and what the user has typed
     */
    public static void main(String... arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path directory = Path.of(arguments[0]);
        Path built = Path.of(arguments[1]);
        DuplicateWrites writes = DuplicateWrites.DATABASE;
        String boot = "3.5";
        int instances = 3;
        int customers = 8;
        long seconds = 60;
        long seed = System.nanoTime() % 1_000_000;
        List<String> typed = List.of(arguments).subList(2, arguments.length);
        try {
            for (int i = 0; i < typed.size(); i += 2) {
                String value = i + 1 < typed.size() ? typed.get(i + 1) : "";
                switch (typed.get(i)) {
                    case "--duplicate-writes" -> writes = DuplicateWrites.valueOf(value.toUpperCase(Locale.ROOT));
                    case "--boot" -> boot = value;
                    case "--instances" -> instances = Integer.parseInt(value);
                    case "--customers" -> customers = Integer.parseInt(value);
                    case "--seconds" -> seconds = Long.parseLong(value);
                    case "--seed" -> seed = Long.parseLong(value);
                    default -> throw new IllegalArgumentException(typed.get(i));
                }
            }
            Path classes = built.resolve("segue-example-orders-spring/classes");
            Path libraries = built.resolve(
                            boot.equals("3.5")
                                    ? "segue-example-orders-spring"
                                    : "segue-example-orders-spring-with-boot-" + boot)
                    .resolve("application.classpath");
            if (!Files.exists(libraries)) {
                throw new IllegalArgumentException("--boot " + boot);
            }
            RolloutSettings settings =
                    new RolloutSettings(writes, instances, customers, Duration.ofSeconds(seconds), true, seed);
            boolean good = Rollout.run(
                    Application.of(boot, classes, libraries, directory),
                    settings,
                    Files.createTempDirectory("orders-rollout"),
                    out);
            System.exit(good ? 0 : 1);
        } catch (IllegalArgumentException e) {
            out.println("not understood: " + e.getMessage());
            out.println();
            out.print(USAGE);
            System.exit(2);
        }
    }
}
