package dev.segue.bench;

import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Engines;
import dev.segue.engine.Outcome;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Measures operations on the columns of one table against what would be possible without Segue on the same server. */
public final class SplitColumnBenchmark {

    private static final String TEMPLATE = "segue_bench_customers";
    private static final String UNKNOWN = "segue_bench_unknown";
    private static final String HAND = "segue_bench_hand";
    private static final String SEGUE = "segue_bench_segue";
    private static final String NAME = "0008_customers";

    private static final String TABLE = """
            CREATE TABLE public.customers (id bigint PRIMARY KEY, name text NOT NULL, price integer NOT NULL, note text,
                c1 integer, c2 integer, c3 integer, c4 integer, c5 integer, c6 integer, c7 integer, c8 integer)
                WITH (autovacuum_enabled = false)""";

    private static final String SPLIT = """
            operations:
              - split_column:
                  table: customers
                  column: name
                  into:
                    - { name: first_name, type: text, up: "split_part(name, ' ', 1)" }
                    - { name: last_name, type: text, up: "split_part(name, ' ', 2)" }
                  down: "first_name || ' ' || last_name"
            """;

    private final Databases databases;
    private final long rows;
    private final int runs;
    private final Ratios ratios = new Ratios();

    private SplitColumnBenchmark(Databases databases, long rows, int runs) {
        this.databases = databases;
        this.rows = rows;
        this.runs = runs;
    }

    /** Options: {@code --rows N}, {@code --runs N}, {@code --url JDBC_URL}, {@code --output FILE}. */
    public static void main(String... arguments) throws Exception {
        BenchmarkOptions options = BenchmarkOptions.parse(List.of(arguments));
        try (BenchmarkServer server = BenchmarkServer.of(options.url())) {
            Databases databases = new Databases(server.url());
            SplitColumnBenchmark benchmark = new SplitColumnBenchmark(databases, options.rows(), options.runs());
            benchmark.measure();
            String table = benchmark.ratios.table();
            System.out.println(table);
            if (options.output() != null) {
                Files.writeString(
                        Path.of(options.output()), PerformancePage.ofColumns(options, databases.version(), table));
            }
        }
    }

    private void measure() throws Exception {
        fill(UNKNOWN);
        databases.copy(UNKNOWN, TEMPLATE);
        databases.execute(TEMPLATE, "VACUUM (ANALYZE) public.customers", "CHECKPOINT");
        backfill();
        writes();
        for (String name : List.of(TEMPLATE, UNKNOWN, HAND, SEGUE)) {
            databases.drop(name);
        }
    }

    private void fill(String database) throws SQLException {
        databases.copy("template1", database);
        databases.execute(database, TABLE, """
                INSERT INTO public.customers
                SELECT n, 'First' || n || ' Last' || n, n %% 1000, 'note ' || n, n, n, n, n, n, n, n, n
                FROM generate_series(1, %d) n""".formatted(rows));
    }

    private void backfill() throws Exception {
        List<Double> byHand = new ArrayList<>();
        List<Double> one = new ArrayList<>();
        List<Double> two = new ArrayList<>();
        List<Double> unknown = new ArrayList<>();
        List<Double> ten = new ArrayList<>();
        for (int run = 1; run <= runs; run++) {
            byHand.add(fillByHand());
            one.add(fillBySegue(TEMPLATE, 1, SPLIT));
            two.add(fillBySegue(TEMPLATE, 2, SPLIT));
            unknown.add(fillBySegue(UNKNOWN, 1, SPLIT));
            ten.add(fillBySegue(TEMPLATE, 1, tenOperations()));
            System.err.printf(
                    "run %d of %d: by hand %.0f rows/s, 1 worker %.0f, 2 workers %.0f, not analyzed %.0f, ten operations %.0f%n",
                    run, runs, byHand.getLast(), one.getLast(), two.getLast(), unknown.getLast(), ten.getLast());
        }
        ratios.add("backfill of split_column, 1 worker", one, "one bare UPDATE", byHand, "rows", "0.75");
        ratios.add("backfill of split_column, 2 workers", two, "one bare UPDATE", byHand, "rows", "1.2");
        ratios.add("the same, table not analyzed", unknown, "analyzed", one, "rows", "0.9");
        ratios.add("ten operations on the table, 1 worker", ten, "split_column alone", one, "rows", "–");
    }

    private static String tenOperations() {
        StringBuilder operations = new StringBuilder(SPLIT);
        for (int n = 1; n <= 8; n++) {
            operations.append("  - alter_column: { table: customers, column: c%d, type: bigint }%n".formatted(n));
        }
        return operations
                + "  - add_column: { table: customers, column: { name: label, type: text }, up: \"upper(note)\" }\n";
    }

    private double fillByHand() throws SQLException {
        databases.copy(TEMPLATE, HAND);
        databases.execute(
                HAND,
                "ALTER TABLE public.customers ADD COLUMN first_name text, ADD COLUMN last_name text",
                "CHECKPOINT");
        long start = System.nanoTime();
        databases.execute(
                HAND,
                "UPDATE public.customers SET first_name = split_part(name, ' ', 1), last_name = split_part(name, ' ', 2)");
        return rows / seconds(start);
    }

    private double fillBySegue(String template, int workers, String operations) throws Exception {
        databases.copy(template, SEGUE);
        Engine engine = engine(workers);
        expect(engine.run(file(operations), Phase.EXPAND, List.of()));
        databases.execute(SEGUE, "CHECKPOINT");
        long start = System.nanoTime();
        expect(engine.proceed(NAME, Phase.BACKFILL, List.of()));
        return rows / seconds(start);
    }

    /** Single-row updates of a mapped column, each a transaction whose commit waits for the disk. */
    private void writes() throws Exception {
        fillBySegue(TEMPLATE, 1, SPLIT);
        List<Double> with = new ArrayList<>();
        List<Double> without = new ArrayList<>();
        for (int run = 0; run <= runs; run++) {
            triggers(false);
            without.add(updates(run));
            triggers(true);
            with.add(updates(run));
        }
        with.removeFirst(); // it only warmed up
        without.removeFirst();
        ratios.add("update of a mapped column", with, "without duplicate writes", without, "transactions", "0.85");
    }

    private void triggers(boolean on) throws SQLException {
        databases.execute(
                SEGUE,
                "ALTER TABLE public.customers " + (on ? "ENABLE" : "DISABLE") + " TRIGGER USER",
                "VACUUM public.customers",
                "CHECKPOINT");
    }

    private double updates(int run) throws SQLException {
        int updates = (int) Math.min(10_000, rows / 10);
        Random random = new Random(run);
        try (Connection connection = databases.of(SEGUE).getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("UPDATE public.customers SET name = ? WHERE id = ?")) {
            long start = System.nanoTime();
            for (int n = 0; n < updates; n++) {
                statement.setString(1, "Ada" + n + " Lovelace" + run);
                statement.setLong(2, 1 + random.nextLong(rows));
                statement.executeUpdate();
            }
            return updates / seconds(start);
        }
    }

    private Engine engine(int workers) {
        return Engines.open(
                databases.url(),
                databases.of(SEGUE),
                EngineSettings.standard().withWorkers(workers),
                EngineListener.NONE);
    }

    private static MigrationFile file(String operations) throws InvalidMigrationException {
        return MigrationFile.parse(Path.of(NAME + ".yaml"), operations);
    }

    private static void expect(Outcome outcome) {
        if (!(outcome instanceof Outcome.Reached)) {
            throw new IllegalStateException("the migration stopped: " + outcome);
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
