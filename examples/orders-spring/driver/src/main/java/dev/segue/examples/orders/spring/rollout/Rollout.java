package dev.segue.examples.orders.spring.rollout;

import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Engines;
import dev.segue.engine.Progress;
import dev.segue.engine.SegueException;
import dev.segue.engine.SessionPattern;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import dev.segue.testing.oracle.InitialRows;
import dev.segue.testing.oracle.Oracle;
import dev.segue.testing.oracle.OracleReport;
import dev.segue.testing.oracle.Shape;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Majors;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * A server, the order service's processes before it, customers, and a migration that goes from version 1 alone to version 3
 * alone. Used by one thread.
 */
public final class Rollout implements AutoCloseable {

    static final String MIGRATION = "0007_extract_address";

    private static final String DATABASE = "shop";
    private static final int ROWS = 20_000;
    private static final int SOME_ANSWERS = 15;
    private static final Duration ENDING = Duration.ofSeconds(30);
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(10);

    private final RolloutSettings settings;
    private final MigrationFile file;
    private final EmbeddedServer server;
    private final Engine engine;
    private final Balancer balancer = new Balancer();
    private final Fleet fleet;
    private final Oracle oracle = new Oracle(OrderRows.FIELDS, InitialRows.of(ROWS));
    private final Tally tally = new Tally();
    private final Timeline timeline;
    private final List<Customer> customers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch filling = new CountDownLatch(1);

    private Rollout(Application application, RolloutSettings settings, Path logs, PrintStream out)
            throws IOException, InvalidMigrationException, SQLException {
        this.settings = settings;
        boolean stages = settings.duplicateWrites() == DuplicateWrites.APPLICATION;
        this.file = MigrationFile.read(application
                .directory()
                .resolve(stages ? "in-stages" : "migrations")
                .resolve(MIGRATION + ".yaml"));
        this.server = EmbeddedServer.start(Majors.one());
        server.createDatabase(DATABASE);
        execute(Files.readString(application.directory().resolve("schema.sql")));
        this.engine = Engines.open(
                server.url(DATABASE),
                server.dataSource(DATABASE),
                EngineSettings.standard()
                        .withRowsPerRange(200)
                        .withApplicationSessions(SessionPattern.parse("*@orders_app")),
                new EngineListener() {
                    @Override
                    public void progressed(Progress progress) {
                        filling.countDown();
                    }
                });
        this.fleet =
                new Fleet(application, "jdbc:postgresql://localhost:" + server.port() + "/" + DATABASE, logs, balancer);
        this.timeline = new Timeline(out, this::numbers);
    }

    /**
     * Rolls out.
     *
     * @param logs a directory for what the processes say
     * @param out is told what happens, and the report
     * @return whether no request failed and no write was lost, and version 3 alone runs on the new shape alone
     */
    public static boolean run(Application application, RolloutSettings settings, Path logs, PrintStream out)
            throws IOException, InvalidMigrationException, SQLException, InterruptedException {
        out.printf(
                "%nAn order service on Spring Boot %s goes through %s; %s. Seed %d%n%n",
                application.boot(),
                MIGRATION,
                settings.duplicateWrites() == DuplicateWrites.DATABASE
                        ? "the database writes twice"
                        : "the application writes twice",
                settings.seed());
        try (Rollout rollout = new Rollout(application, settings, logs, out)) {
            String broken = rollout.play();
            return rollout.report(broken, logs, out);
        }
    }

    /** {@return why it could not go on to the end; empty if it could} */
    private String play() throws IOException, InvalidMigrationException, SQLException, InterruptedException {
        try {
            switch (settings.duplicateWrites()) {
                case DATABASE -> new DatabaseItinerary(this).play();
                case APPLICATION -> new ApplicationItinerary(this).play();
            }
            return "";
        } catch (RolloutFailedException | SegueException e) {
            timeline.says("broken off");
            return String.valueOf(e.getMessage());
        } finally {
            customers.forEach(Customer::stop);
            for (Thread thread : threads) {
                if (!thread.join(ENDING)) {
                    thread.interrupt(); // nobody is left who could answer
                }
            }
        }
    }

    private boolean report(String broken, Path logs, PrintStream out) throws SQLException {
        OracleReport found = oracle.reads();
        String columns = columns();
        if (broken.isEmpty()) {
            try (Connection connection = server.dataSource(DATABASE).getConnection()) {
                found = oracle.check(connection, new OrderRows(), Set.of(Shape.NEW));
            }
        }
        boolean alone = columns.equals("id, customer_id, total, placed_at, address_id");
        boolean good = broken.isEmpty() && found.clean() && tally.failed() == 0 && alone;
        out.printf("%n%s%n", good ? "Every version ran, and nobody noticed." : "THIS WENT WRONG.");
        if (!broken.isEmpty()) {
            out.printf("  broken off       %s%n", broken);
        }
        out.printf("  requests         %,d, failed %d%n", tally.requests.sum(), tally.failed());
        out.printf("  writes           %,d acknowledged, lost %d%n", tally.acknowledgedWrites.sum(), lost(found));
        out.printf("  without answer   %d, of instances that were killed or frozen%n", tally.withoutAnswer.sum());
        out.printf("  sent elsewhere   %d, which an instance could not take%n", balancer.elsewhere());
        out.printf("  read again       %d, whose write was on its way to the other shape%n", tally.lateReads.sum());
        out.printf("  orders compared  %,d with what the customers were told%n", found.rows());
        out.printf("  processes        %s%n", fleet.fate());
        out.printf("  columns now      %s%n", columns);
        tally.details().forEach(detail -> out.printf("%nFAILED: %s%n", detail));
        found.details().forEach(detail -> out.printf("%n%s%n", detail));
        if (!good) {
            out.printf("%nWhat the processes said is in %s%n", logs);
        }
        return good;
    }

    private static long lost(OracleReport report) {
        return report.lostWrites() + report.ghosts() + report.mismatches();
    }

    private Timeline.Numbers numbers() {
        return new Timeline.Numbers(balancer.names(), tally.requests.sum(), tally.failed(), lost(oracle.reads()));
    }

    RolloutSettings settings() {
        return settings;
    }

    MigrationFile file() {
        return file;
    }

    Engine engine() {
        return engine;
    }

    Fleet fleet() {
        return fleet;
    }

    Timeline timeline() {
        return timeline;
    }

    /** Waits until the backfill is under way, or whatever should begin it has ended. */
    void awaitBackfill(Future<?> run) throws InterruptedException {
        Waiting.until(() -> filling.getCount() == 0 || run.isDone(), () -> "the backfill does not begin");
    }

    /** From now on there are orders. */
    void openShop() {
        Shop shop = new Shop(balancer, oracle, tally, ON_ITS_WAY);
        SplittableRandom seeds = new SplittableRandom(settings.seed());
        for (int number = 1; number <= settings.customers(); number++) {
            Customer customer = new Customer(number, shop, seeds.nextLong());
            customers.add(customer);
            threads.add(Thread.ofPlatform().name("customer " + number).start(customer));
        }
    }

    /** Watches for a part of the whole time, and until each instance has answered some requests; all must be well. */
    void watch(double share) throws InterruptedException {
        long begun = System.nanoTime();
        Duration least = Duration.ofMillis(Math.round(settings.watched().toMillis() * share));
        Map<ServiceInstance, Long> before =
                balancer.instances().stream().collect(Collectors.toMap(instance -> instance, ServiceInstance::answers));
        Waiting.until(
                () -> {
                    requireGood();
                    return before.entrySet().stream()
                            .allMatch(one -> one.getKey().answers() >= one.getValue() + SOME_ANSWERS);
                },
                () -> "not every instance answers: " + balancer.names());
        while (System.nanoTime() - begun < least.toNanos()) {
            requireGood();
            Thread.sleep(100);
        }
    }

    /** What went wrong once will not come right again. */
    private void requireGood() {
        if (tally.failed() > 0 || !oracle.reads().clean()) {
            throw new RolloutFailedException("a request failed, or what a customer was told to be done is not there");
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = server.dataSource(DATABASE).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** {@return the columns of orders} */
    private String columns() throws SQLException {
        try (Connection connection = server.dataSource(DATABASE).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute
                        WHERE attrelid = 'orders'::regclass AND attnum > 0 AND NOT attisdropped
                        """)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    @Override
    public void close() throws InterruptedException {
        fleet.close();
        balancer.close();
        server.close();
    }
}
