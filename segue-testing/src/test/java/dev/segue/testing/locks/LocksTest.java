package dev.segue.testing.locks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.operation.Operation;
import dev.segue.plan.Phase;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.Majors;
import dev.segue.testing.server.SharedServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The locks of every statement of every phase of every operation, as the server tells them: nothing that goes through a
 * table's rows, or writes it anew, holds a lock that keeps others from writing. {@code -Dsegue.documentation.update=true}
 * writes them into the operations' pages, {@code -Dsegue.locks.operation=split_column} asks for one operation only.
 */
class LocksTest {

    private static final boolean UPDATE = Boolean.getBoolean("segue.documentation.update");
    private static final String ONLY = System.getProperty("segue.locks.operation", "");
    private static final Map<Major, String> TEMPLATES = new EnumMap<>(Major.class);
    private static final Map<String, LockWalk> WALKS = new HashMap<>();

    /** Every form on the newest server, and one of each operation on the others; on all of them where they are asked for. */
    static Stream<Arguments> cases() {
        boolean all = !System.getProperty(Majors.PROPERTY, "").isBlank();
        return Majors.everyRun().stream().flatMap(major -> {
            Set<String> seen = new HashSet<>();
            return LockCases.all().stream()
                    .filter(one -> isAsked(one.operation()))
                    .filter(one -> seen.add(one.operation()) || all || major == Majors.one())
                    .map(one -> Arguments.of(one, major));
        });
    }

    private static boolean isAsked(String operation) {
        return ONLY.isEmpty() || ONLY.equals(operation);
    }

    static List<String> operations() {
        return Stream.of(Operation.class.getPermittedSubclasses())
                .map(operation -> operation
                        .getSimpleName()
                        .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_")
                        .toLowerCase(Locale.ROOT))
                .sorted()
                .toList();
    }

    /** {@return the operations whose locks are Segue's} */
    static List<String> proven() {
        return operations().stream()
                .filter(LocksTest::isAsked)
                .filter(operation -> LockCases.all().stream()
                        .anyMatch(one -> one.operation().equals(operation)
                                && one.excused().isEmpty()))
                .toList();
    }

    @ParameterizedTest(name = "{0}, on {1}")
    @MethodSource("cases")
    void nobody_is_kept_from_writing_while_rows_are_read_or_written_anew(LockCase lockCase, Major major)
            throws Exception {
        LockWalk walk = walked(lockCase, major);

        if (lockCase.excused().isEmpty()) {
            assertThat(walk.faults()).isEmpty();
        }
        assertThat(walk.asked()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALTER price TYPE bigint | ALTER price TYPE integer | writes anew public.customers under ACCESS EXCLUSIVE",
                "ADD CONSTRAINT c CHECK (price > 0) | DROP CONSTRAINT c | reads 2000 rows of public.customers under ACCESS EXCLUSIVE",
                "ALTER code SET NOT NULL | ALTER code DROP NOT NULL | reads 2000 rows of public.customers under ACCESS EXCLUSIVE",
                "ADD CONSTRAINT c UNIQUE (code) | DROP CONSTRAINT c | reads 2000 rows of public.customers under ACCESS EXCLUSIVE",
                "ADD CONSTRAINT c FOREIGN KEY (kind) REFERENCES kinds | DROP CONSTRAINT c | under SHARE ROW EXCLUSIVE on public.kinds",
            })
    void a_statement_that_keeps_others_from_writing_meanwhile_is_found(String up, String down, String fault)
            throws Exception {
        LockCase harmful = LockCase.of(
                "sql",
                up,
                "customers",
                "",
                "- sql: { up: \"ALTER TABLE customers %s\", down: \"ALTER TABLE customers %s\" }".formatted(up, down));

        try (LockWalk walk = new LockWalk(harmful, Majors.one(), template(Majors.one()))) {
            assertThat(walk.expand().faults()).anyMatch(line -> line.contains(fault));
        }
    }

    @Test
    void every_operation_has_a_case() {
        assertThat(LockCases.all().stream().map(LockCase::operation).distinct().sorted())
                .isEqualTo(operations());
    }

    @ParameterizedTest
    @MethodSource("proven")
    void the_page_of_an_operation_says_what_the_server_says(String operation) throws Exception {
        PhaseLocks locks = locks(operation);
        OperationPage page = new OperationPage(operation);
        if (UPDATE) {
            page.write(locks.markdown());
        }

        assertThat(PhaseLocks.ofStructure(new OperationPage(operation).proven()))
                .as("run this test with -Dsegue.documentation.update=true to write the page anew")
                .isEqualTo(PhaseLocks.ofStructure(locks.markdown()));
    }

    @ParameterizedTest
    @MethodSource("proven")
    void no_page_names_a_weaker_lock_than_the_server(String operation) throws Exception {
        Map<Phase, LockMode> named = new OperationPage(operation).named();
        PhaseLocks locks = locks(operation);

        named.forEach((phase, mode) -> locks.strongest(phase)
                .ifPresent(proven ->
                        assertThat(mode).as(operation + ", " + phase.word()).isGreaterThanOrEqualTo(proven)));
    }

    private static PhaseLocks locks(String operation) throws Exception {
        List<LockWalk> walks = new ArrayList<>();
        for (LockCase one : LockCases.all()) {
            if (one.operation().equals(operation)) {
                walks.add(walked(one, Majors.one()));
            }
        }
        return new PhaseLocks(walks);
    }

    private static LockWalk walked(LockCase lockCase, Major major) throws Exception {
        String name = lockCase + " on " + major;
        LockWalk known = WALKS.get(name);
        if (known == null) {
            try (LockWalk walk = new LockWalk(lockCase, major, template(major))) {
                known = walk.walk();
            }
            WALKS.put(name, known);
        }
        return known;
    }

    private static String template(Major major) throws SQLException {
        String known = TEMPLATES.get(major);
        if (known == null) {
            known = SharedServers.of(major).freshDatabase("shop");
            try (Connection connection =
                            SharedServers.of(major).dataSource(known).getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(LockCases.SHOP);
            }
            TEMPLATES.put(major, known);
        }
        return known;
    }
}
