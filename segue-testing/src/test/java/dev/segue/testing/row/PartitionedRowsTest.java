package dev.segue.testing.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.testing.server.Major;
import dev.segue.testing.server.Majors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Columns of a partitioned table. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("majors")
class PartitionedRowsTest {

    private static final String EVENTS = """
            CREATE TABLE events (id bigint, day date NOT NULL, kind varchar(10), PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
            CREATE TABLE early PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
            CREATE TABLE late PARTITION OF events DEFAULT;
            CREATE INDEX kinds ON events (kind DESC, day) INCLUDE (id);
            ALTER INDEX early_kind_day_id_idx RENAME TO early_kinds;
            INSERT INTO events SELECT n, date '2020-06-01' + n * 10, 'k' || n FROM generate_series(1, 50) n;
            """;

    @Parameter
    Major major;

    static List<Major> majors() {
        return Majors.everyRun();
    }

    @Test
    void an_index_that_is_made_anew_leaves_no_name_of_ours_on_the_partitions() {
        try (Customers database =
                new Customers(major, EVENTS, "- alter_column: { table: events, column: kind, type: text }\n")) {
            String before = database.dump();
            database.live();
            database.rollsBack();
            assertThat(database.dump()).isEqualTo(before);
            database.live();
            database.old("UPDATE events SET kind = 'other' WHERE id < 9");
            database.agrees();
            database.seals();
            String sealed = indexes(database);
            database.engine().unseal(Customers.MIGRATION);
            database.seals();
            assertThat(indexes(database)).isEqualTo(sealed);
            database.contracts();

            assertThat(indexes(database)).isEqualTo("early_kinds\nlate_kinds");
            assertThat(database.dump()).doesNotContain("segue");
        }
    }

    private static String indexes(Customers database) {
        return database.old(
                "SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'kinds'::regclass ORDER BY 1::text");
    }
}
