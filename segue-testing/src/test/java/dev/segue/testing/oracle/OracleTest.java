package dev.segue.testing.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OracleTest {

    private static final Field STREET = Field.text(0, "street");
    private static final Field TOTAL = Field.sharedNumber(1, "total");

    private final Oracle oracle = new Oracle(List.of(STREET, TOTAL), InitialRows.of(2));
    private final Writer anna = oracle.writer("anna");
    private final Writer bert = oracle.writer("bert");
    private final Table table = new Table();

    @BeforeEach
    void the_initial_rows_are_there() {
        table.put(1, "street 0-1", "1.00");
        table.put(2, "street 0-2", "2.00");
    }

    @Test
    void untouched_rows_are_good() throws SQLException {
        assertThat(check()).returns(true, OracleReport::clean).returns(2L, OracleReport::rows);
    }

    @Test
    void an_acknowledged_write_is_good() throws SQLException {
        table.both(1, STREET, update(anna, Shape.NEW, 1));

        assertThat(check()).matches(OracleReport::clean);
    }

    @Test
    void a_value_that_was_replaced_before_is_a_lost_write() throws SQLException {
        String first = update(anna, Shape.OLD, 1);
        update(bert, Shape.NEW, 1);
        table.both(1, STREET, first);

        OracleReport report = check();

        assertThat(report).returns(2L, OracleReport::lostWrites).returns(0L, OracleReport::mismatches);
        assertThat(report.details().getFirst())
                .startsWith("LOST WRITE: key 1: street is 'street 1-0' in OLD, which a write through NEW")
                .contains("1-0 updates street through OLD, ACKNOWLEDGED", "by anna");
    }

    @Test
    void the_initial_value_is_a_lost_write_once_it_was_replaced() throws SQLException {
        update(anna, Shape.OLD, 1);

        assertThat(check()).returns(2L, OracleReport::lostWrites);
    }

    @Test
    void of_two_overlapping_writes_either_is_good() throws SQLException {
        Writer.Write first = anna.update(Shape.OLD, 1, STREET.bit(), 0);
        Writer.Write second = bert.update(Shape.NEW, 1, STREET.bit(), 0);
        bert.acknowledged();
        anna.acknowledged();

        table.both(1, STREET, text(first));
        assertThat(check()).matches(OracleReport::clean);
        table.both(1, STREET, text(second));
        assertThat(check()).matches(OracleReport::clean);
    }

    @Test
    void shapes_that_differ_are_a_mismatch_and_the_older_value_is_lost() throws SQLException {
        table.put(1, Shape.NEW, STREET, update(anna, Shape.NEW, 1));

        assertThat(check()).returns(1L, OracleReport::mismatches).returns(1L, OracleReport::lostWrites);
    }

    @Test
    void upper_and_lower_case_are_the_same_value() throws SQLException {
        String value = update(anna, Shape.OLD, 1);
        table.both(1, STREET, value);
        table.put(1, Shape.NEW, STREET, value.toUpperCase(java.util.Locale.ROOT));

        assertThat(check()).matches(OracleReport::clean);
    }

    @Test
    void a_value_that_was_rolled_back_is_a_ghost() throws SQLException {
        Writer.Write write = anna.update(Shape.OLD, 1, STREET.bit(), 0);
        anna.rolledBack();
        table.both(1, STREET, text(write));

        assertThat(check()).returns(2L, OracleReport::ghosts);
    }

    @Test
    void a_value_of_another_key_or_field_or_nobody_is_a_ghost() throws SQLException {
        table.both(1, STREET, update(anna, Shape.OLD, 2));
        table.both(2, STREET, "Main Street 1");

        assertThat(check()).returns(4L, OracleReport::ghosts);
    }

    @Test
    void a_write_of_unknown_outcome_may_be_there_or_not() throws SQLException {
        Writer.Write write = anna.update(Shape.OLD, 1, STREET.bit(), 0);
        anna.unknown();
        assertThat(check()).matches(OracleReport::clean);

        table.both(1, STREET, text(write));

        assertThat(check()).matches(OracleReport::clean);
    }

    @Test
    void a_row_of_an_insert_of_unknown_outcome_is_known_by_its_values() throws SQLException {
        Writer.Write write = anna.insert(Shape.OLD, Writer.UNKNOWN_KEY, 0);
        anna.unknown();
        table.put(77, text(write), String.valueOf(write.value(TOTAL)));

        assertThat(check()).matches(OracleReport::clean);
    }

    @Test
    void a_deleted_row_that_is_there_is_a_ghost() throws SQLException {
        anna.delete(Shape.OLD, 1);
        anna.acknowledged();

        assertThat(check()).returns(1L, OracleReport::ghosts);

        table.remove(1);

        assertThat(check()).matches(OracleReport::clean);
    }

    @Test
    void an_inserted_row_that_is_missing_is_a_lost_write() throws SQLException {
        Writer.Write write = anna.insert(Shape.OLD, Writer.UNKNOWN_KEY, 0);
        write.key(3);
        anna.acknowledged();

        assertThat(check()).returns(1L, OracleReport::lostWrites);
    }

    @Test
    void an_initial_row_that_is_missing_is_a_lost_write_and_a_row_of_nobody_a_ghost() throws SQLException {
        table.remove(2);
        table.put(9, "street 0-9", "9");

        assertThat(check()).returns(1L, OracleReport::lostWrites).returns(1L, OracleReport::ghosts);
    }

    @Test
    void null_is_good_only_where_it_was_written() throws SQLException {
        table.both(1, STREET, null);
        assertThat(check()).returns(2L, OracleReport::lostWrites);

        anna.update(Shape.OLD, 1, STREET.bit(), STREET.bit());
        anna.acknowledged();
        assertThat(check()).matches(OracleReport::clean);

        update(bert, Shape.OLD, 1);
        assertThat(check()).returns(2L, OracleReport::lostWrites);
    }

    @Test
    void null_over_null_changes_nothing_while_a_value_is_on_its_way_from_the_other_shape() throws SQLException {
        writesNull(Shape.OLD);
        String onItsWay = update(bert, Shape.NEW, 1);
        writesNull(Shape.OLD);
        table.both(1, STREET, onItsWay);
        assertThat(check()).as("old code showed NULL").matches(OracleReport::clean);

        update(anna, Shape.OLD, 1);
        writesNull(Shape.OLD);
        assertThat(check()).as("old code showed a later value").returns(2L, OracleReport::lostWrites);

        table.both(1, STREET, null);
        assertThat(check()).matches(OracleReport::clean);
    }

    @Test
    void null_that_found_a_value_supersedes_what_came_before_through_either_shape() throws SQLException {
        String first = update(bert, Shape.NEW, 1);
        writesNull(Shape.OLD);
        table.both(1, STREET, first);

        assertThat(check()).returns(2L, OracleReport::lostWrites);
    }

    private void writesNull(Shape shape) {
        anna.update(shape, 1, STREET.bit(), STREET.bit());
        anna.acknowledged();
    }

    @Test
    void an_upsert_that_found_the_row_has_written_only_what_it_changes() throws SQLException {
        Writer.Write write = anna.insert(Shape.OLD, 1, 0);
        write.onlyUpdated(TOTAL.bit());
        anna.acknowledged();
        table.both(1, TOTAL, String.valueOf(write.value(TOTAL)));

        assertThat(check()).matches(OracleReport::clean);
    }

    @Test
    void a_read_may_lag_behind_the_other_shape_but_not_behind_its_own() {
        String through = update(anna, Shape.NEW, 1);
        oracle.read(Shape.OLD, 1, oracle.now(), new String[] {"street 0-1", "1"});
        oracle.read(Shape.NEW, 1, oracle.now(), new String[] {through, "1"});
        assertThat(oracle.reads()).matches(OracleReport::clean);

        oracle.read(Shape.NEW, 1, oracle.now(), new String[] {"street 0-1", "1"});

        assertThat(oracle.reads()).returns(1L, OracleReport::lostWrites);
    }

    @Test
    void a_read_that_finds_no_row_is_a_lost_write_unless_somebody_has_begun_to_delete_it() {
        anna.delete(Shape.OLD, 1);
        oracle.read(Shape.OLD, 1, oracle.now(), null);
        assertThat(oracle.reads()).matches(OracleReport::clean);

        oracle.read(Shape.OLD, 2, oracle.now(), null);

        assertThat(oracle.reads()).returns(1L, OracleReport::lostWrites);
    }

    @Test
    void a_hundred_thousand_writes_of_one_key_keep_only_what_matters() throws SQLException {
        String last = "";
        for (int i = 0; i < 100_000; i++) {
            last = update(i % 2 == 0 ? anna : bert, i % 3 == 0 ? Shape.OLD : Shape.NEW, 1);
        }
        table.both(1, STREET, last);
        assertThat(check()).matches(OracleReport::clean);

        table.both(1, STREET, "street 1-17");

        OracleReport report = check();
        assertThat(report).returns(2L, OracleReport::lostWrites);
        assertThat(report.details().getFirst().lines()).hasSizeLessThan(50);
    }

    private OracleReport check() throws SQLException {
        return oracle.check(null, table, Set.of(Shape.OLD, Shape.NEW));
    }

    private static String update(Writer writer, Shape shape, long key) {
        Writer.Write write = writer.update(shape, key, STREET.bit(), 0);
        writer.acknowledged();
        return text(write);
    }

    private static String text(Writer.Write write) {
        return String.valueOf(write.value(STREET));
    }

    /** What a database might hold. */
    private static final class Table implements RowSource {

        private final Map<Long, Map<Shape, String[]>> rows = new TreeMap<>();

        void put(long key, String... values) {
            Map<Shape, String[]> row = new EnumMap<>(Shape.class);
            row.put(Shape.OLD, values.clone());
            row.put(Shape.NEW, values.clone());
            rows.put(key, row);
        }

        void put(long key, Shape shape, Field field, String value) {
            rows.get(key).get(shape)[field.index()] = value;
        }

        void both(long key, Field field, String value) {
            put(key, Shape.OLD, field, value);
            put(key, Shape.NEW, field, value);
        }

        void remove(long key) {
            rows.remove(key);
        }

        @Override
        public void rows(Connection connection, Set<Shape> shapes, RowConsumer consumer) {
            rows.forEach(consumer::row);
        }

        @Override
        public List<String> strays(Connection connection, Set<Shape> shapes) {
            return List.of();
        }
    }
}
