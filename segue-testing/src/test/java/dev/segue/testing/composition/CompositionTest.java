package dev.segue.testing.composition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.engine.Engine;
import dev.segue.engine.Lifecycle;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Phase;
import dev.segue.plan.Plan;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.Majors;
import dev.segue.testing.server.SharedServers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tables and migrations of several operations, made by chance. One database goes through the migration while old and new
 * code write, back and forth; in another one the same is done at once by plain SQL. At the end both have the same catalog
 * and the same rows.
 *
 * <p>{@code -Dsegue.compositions} says how many cases there are on each major, {@code -Dsegue.seed} where they begin.
 */
class CompositionTest {

    /** Every run makes the same cases; others are asked for. */
    private static final long FIRST = 20261129;

    private static final int CASES = Integer.getInteger("segue.compositions", 6);
    private static final String MIGRATION = "0001_change";
    private static final int MOST_OPERATIONS = 4;

    static Stream<Major> majors() {
        return Majors.everyRun().stream();
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("majors")
    void what_several_operations_make_is_what_plain_sql_makes(Major major) throws Exception {
        long first = Long.getLong("segue.seed", FIRST);
        System.out.println("CompositionTest: -Dsegue.seed=" + first + ", PostgreSQL " + major);
        int refused = 0;
        for (long seed = first; seed < first + CASES; seed++) {
            Case one = new Case(seed);
            try {
                refused += one.isDone(SharedServers.of(major)) ? 0 : 1;
            } catch (Exception | AssertionError e) {
                throw new AssertionError(one + "\n" + e.getMessage(), e);
            }
        }
        assertThat(refused).as("cases that are refused").isLessThan(1 + CASES / 2);
    }

    /** A shop, what changes in it, and what is written meanwhile. */
    private static final class Case {
        private final long seed;
        private final SplittableRandom random;
        private final RandomShop shop;
        private final List<Table> old;
        private final Change change;
        private final List<String> oldWrites;
        private final List<String> newWrites;

        Case(long seed) {
            this.seed = seed;
            random = new SplittableRandom(seed);
            shop = new RandomShop(random);
            old = shop.tables().stream().map(Table::copy).toList();
            change = new Change(random, shop, 1 + random.nextInt(MOST_OPERATIONS));
            oldWrites = writes(random, old, 1000);
            newWrites = writes(random, change.tables(), 2000);
        }

        /** {@return whether it was done, and not refused} */
        boolean isDone(EmbeddedServer server) throws Exception {
            try (Database migrated = new Database(server, "migrated");
                    Database expected = new Database(server, "expected")) {
                migrated.run(List.of(shop.sql()));
                expected.run(List.of(shop.sql()));
                String before = migrated.dump();
                Optional<MigrationFile> file = accepted(migrated);
                if (file.isEmpty()) {
                    same("the catalog after a refusal", migrated.dump(), before);
                    return false;
                }
                expected.run(oldWrites);
                String oldRows = expected.rows(old);
                expected.run(change.direct());
                expected.run(newWrites);

                backAndForth(migrated, file.get(), oldRows);
                toTheEnd(migrated, file.get());

                same("the catalog", comparable(migrated.dump()), comparable(expected.dump()));
                same("the rows", migrated.rows(change.tables()), expected.rows(change.tables()));
                return true;
            }
        }

        private Optional<MigrationFile> accepted(Database migrated) {
            try {
                MigrationFile file = MigrationFile.parse(Path.of(MIGRATION + ".json"), change.file());
                migrated.engine().plan(file);
                return Optional.of(file);
            } catch (InvalidMigrationException e) {
                System.out.println("refused: " + e.getMessage());
                return Optional.empty();
            }
        }

        private void backAndForth(Database migrated, MigrationFile file, String oldRows) throws Exception {
            String before = migrated.dump();
            Engine engine = migrated.engine();
            assertThat(engine.run(file, Phase.VERIFY, List.of()).state()).isEqualTo(new Lifecycle.BothLive());
            migrated.run(oldWrites);
            same("what old code reads", migrated.rows(old), oldRows);
            engine.settle();
            assertThat(engine.verify(MIGRATION).differing()).isZero();
            assertThat(engine.rollback(MIGRATION).state()).isEqualTo(new Lifecycle.RolledBack());
            same("the catalog after a rollback", migrated.dump(), before);
            same("the rows after a rollback", migrated.rows(old), oldRows);
        }

        private void toTheEnd(Database migrated, MigrationFile file) throws Exception {
            Engine engine = migrated.engine();
            Plan plan = engine.plan(file);
            reach(Phase.VERIFY, new Lifecycle.BothLive(), migrated, file);
            engine.flag(MIGRATION, 100);
            if (!plan.versions().isEmpty()) {
                List<String> writes = new ArrayList<>(newWrites);
                writes.addFirst(
                        "SET search_path = \"" + plan.versions().getFirst().name() + "\"");
                migrated.run(writes);
            }
            engine.settle();
            assertThat(engine.verify(MIGRATION).differing()).isZero();
            reach(Phase.SEAL, new Lifecycle.Sealed(), migrated, file);
            assertThat(engine.unseal(MIGRATION).state()).isEqualTo(new Lifecycle.BothLive());
            reach(Phase.SEAL, new Lifecycle.Sealed(), migrated, file);
            reach(Phase.CONTRACT, new Lifecycle.Contracted(), migrated, file);
            if (plan.versions().isEmpty()) {
                migrated.run(newWrites);
            }
        }

        /** Another engine goes on where one may have died. */
        private void reach(Phase phase, Lifecycle state, Database migrated, MigrationFile file) throws Exception {
            try {
                migrated.dying(1 + random.nextInt(12)).run(file, phase, List.of());
            } catch (Database.Died e) {
                // as it was to
            }
            assertThat(migrated.engine().run(file, phase, List.of()).state()).isEqualTo(state);
        }

        /**
         * {@return a dump without what plain SQL does not determine} That is: where a column stands, what the server calls NOT
         * NULL and the indexes of partitions, rights that a column has from those in whose place it comes, and all of a
         * table that extract_table makes.
         */
        private String comparable(String dump) {
            Predicate<String> isMoved = line -> change.tables().stream()
                    .filter(t -> t.extracted != null)
                    .flatMap(t -> Stream.of(t.extracted.name, t.reference))
                    .anyMatch(name -> line.contains(name.replace("\"", "\"\"")));
            return dump.lines()
                    .filter(l -> !l.matches("constraint .* NOT NULL .*"))
                    .filter(l -> !l.matches("(index|relation|inherits) .*_(low|rest)[_\" ].*") || l.contains("segue"))
                    .filter(isMoved.negate())
                    .map(l -> l.startsWith("column ")
                            ? l.replaceFirst(" \\d{4} ", " ").replaceFirst(" acl \\S+ ", " ")
                            : l)
                    .collect(Collectors.joining("\n"));
        }

        /** Inserts, one update of each column, a delete; what hangs on other tables keeps to rows that are there. */
        private static List<String> writes(SplittableRandom random, List<Table> tables, int from) {
            List<String> writes = new ArrayList<>();
            for (Table table : tables) {
                Kind key = table.columns.getFirst().kind;
                for (int n = 0; n < 4 && table.extracted == null; n++) {
                    writes.add(RandomShop.insert(table, from + n));
                }
                for (Column column : table.columns) {
                    int row = 1 + random.nextInt(RandomShop.ROWS);
                    String value = column.reference ? "2" : column.kind.literal(from + 100 + row);
                    if (!column.name.equals("id") && !column.followed) {
                        writes.add("UPDATE " + table.quoted() + " SET " + column.quoted() + " = " + value
                                + " WHERE id = " + key.literal(row));
                    }
                }
                if (!table.referredTo) {
                    writes.add("DELETE FROM " + table.quoted() + " WHERE id = " + key.literal(7 + from / 1000));
                }
            }
            return writes;
        }

        private static void same(String what, String is, String expected) {
            List<String> more = new ArrayList<>(is.lines().toList());
            List<String> less = new ArrayList<>(expected.lines().toList());
            expected.lines().forEach(more::remove);
            is.lines().forEach(less::remove);
            assertThat(more).as(what + ", beside " + less).isEmpty();
            assertThat(less).as(what + " is without").isEmpty();
        }

        @Override
        public String toString() {
            return "-Dsegue.seed=" + seed + " -Dsegue.compositions=1\n"
                    + shop.sql().lines().filter(l -> !l.startsWith("INSERT")).collect(Collectors.joining("\n")) + "\n"
                    + change.file() + "The same by plain SQL:\n" + String.join(";\n", change.direct());
        }
    }
}
