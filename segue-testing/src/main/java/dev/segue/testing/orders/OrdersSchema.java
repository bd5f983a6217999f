package dev.segue.testing.orders;

import dev.segue.testing.oracle.Field;
import dev.segue.testing.oracle.InitialRows;
import java.util.List;
import java.util.Locale;

/**
 * The tables of the case, the migration that changes them, and the rows they begin with.
 *
 * @param schema where the tables are; it must be there
 * @param key the key of the orders
 * @param addressKey what generates the key of the addresses
 * @param columns the columns that move
 * @param orphans whether an address goes with its order
 * @param rows how many orders there are at the beginning
 * @param layout where the rows of the orders lie
 */
public record OrdersSchema(
        String schema,
        SourceKey key,
        AddressKey addressKey,
        Columns columns,
        Orphans orphans,
        long rows,
        Layout layout) {

    /** What generates the key of the addresses. */
    public enum AddressKey {
        IDENTITY,
        SEQUENCE,
        UUID
    }

    /** Where the rows of the orders lie. */
    public enum Layout {
        /** In one table. */
        WHOLE,
        /** In partitions by tenant, one of them partitioned again by number, one with its columns in another order. */
        PARTITIONED
    }

    /** What becomes of the address of a deleted order. */
    public enum Orphans {
        DELETE,
        KEEP
    }

    /**
     * The columns that move.
     *
     * @param nullable whether they may be NULL; where all are, there is no address
     * @param renamed whether {@code zip} becomes {@code postcode}, in upper case
     */
    public record Columns(boolean nullable, boolean renamed) {}

    /** {@code orders.street}. */
    public static final Field STREET = Field.text(0, "street");

    /** {@code orders.city}. */
    public static final Field CITY = Field.text(1, "city");

    /** {@code orders.zip}, or {@code addresses.postcode}. */
    public static final Field ZIP = Field.text(2, "zip");

    /** {@code orders.total}, which does not move. */
    public static final Field TOTAL = Field.sharedNumber(3, "total");

    static final List<Field> FIELDS = List.of(STREET, CITY, ZIP, TOTAL);
    static final List<Field> ADDRESS_FIELDS = List.of(STREET, CITY, ZIP);
    static final int ADDRESS = STREET.bit() | CITY.bit() | ZIP.bit();

    /** {@return the plain case: bigint keys, columns NOT NULL that keep their names, addresses go with their orders} */
    public static OrdersSchema standard(long rows) {
        return new OrdersSchema(
                "public",
                SourceKey.BIGINT,
                AddressKey.IDENTITY,
                new Columns(false, false),
                Orphans.DELETE,
                rows,
                Layout.WHOLE);
    }

    /** {@return the case in another schema} */
    public OrdersSchema in(String otherSchema) {
        return new OrdersSchema(otherSchema, key, addressKey, columns, orphans, rows, layout);
    }

    /** {@return the case with other keys} */
    public OrdersSchema withKeys(SourceKey ofOrders, AddressKey ofAddresses) {
        return new OrdersSchema(schema, ofOrders, ofAddresses, columns, orphans, rows, layout);
    }

    /** {@return the case with columns that may be NULL} */
    public OrdersSchema nullable() {
        return new OrdersSchema(schema, key, addressKey, new Columns(true, columns.renamed()), orphans, rows, layout);
    }

    /** {@return the case in which {@code zip} becomes {@code postcode}} */
    public OrdersSchema renamed() {
        return new OrdersSchema(schema, key, addressKey, new Columns(columns.nullable(), true), orphans, rows, layout);
    }

    /** {@return the case in which addresses stay when their orders go} */
    public OrdersSchema keepingOrphans() {
        return new OrdersSchema(schema, key, addressKey, columns, Orphans.KEEP, rows, layout);
    }

    /** {@return the case with partitioned orders; their key has two columns} */
    public OrdersSchema partitioned() {
        return new OrdersSchema(schema, SourceKey.COMPOSITE, addressKey, columns, orphans, rows, Layout.PARTITIONED);
    }

    /** {@return the statements that make the old shape's tables} */
    public String schemaSql() {
        String nullness = columns.nullable() ? "" : " NOT NULL";
        return """
                CREATE TABLE %1$s (
                    %2$s,
                    customer_id bigint NOT NULL,
                    total numeric(18,2) NOT NULL,
                    street text%3$s CONSTRAINT street_is_not_blank CHECK (street <> ''),
                    city text%3$s,
                    zip text%3$s,
                    placed_at timestamptz NOT NULL DEFAULT now(),
                    PRIMARY KEY (%4$s))%5$s;
                CREATE INDEX orders_customer ON %1$s (customer_id);
                CREATE INDEX orders_zip ON %1$s (zip);
                COMMENT ON COLUMN %1$s.zip IS 'the postal code';
                """.formatted(orders(), key.definition(), nullness, key.columnList(), partitions(nullness));
    }

    private String partitions(String nullness) {
        return switch (layout) {
            case WHOLE -> "";
            case PARTITIONED -> """
                     PARTITION BY LIST (tenant);
                    CREATE TABLE %1$s_few PARTITION OF %1$s FOR VALUES IN (0, 1);
                    CREATE TABLE %1$s_many PARTITION OF %1$s FOR VALUES IN (2, 3, 4) PARTITION BY RANGE (number);
                    CREATE TABLE %1$s_many_old PARTITION OF %1$s_many FOR VALUES FROM (MINVALUE) TO (2500);
                    CREATE TABLE %1$s_many_new PARTITION OF %1$s_many DEFAULT;
                    CREATE TABLE %1$s_other (
                        zip text%2$s, city text%2$s, gone integer, number bigint NOT NULL,
                        street text%2$s CONSTRAINT street_is_not_blank CHECK (street <> ''), tenant integer NOT NULL,
                        placed_at timestamptz NOT NULL DEFAULT now(), total numeric(18,2) NOT NULL, customer_id bigint NOT NULL);
                    ALTER TABLE %1$s_other DROP COLUMN gone;
                    ALTER TABLE %1$s ATTACH PARTITION %1$s_other DEFAULT""".formatted(orders(), nullness);
        };
    }

    /** {@return the statements that fill them} */
    public String fillSql() {
        String all = columns.nullable() ? "CASE WHEN n %% 10 = 0 THEN NULL ELSE '%1$s 0-' || n END" : "'%1$s 0-' || n";
        String zip = columns.nullable() ? "CASE WHEN n % 5 = 0 THEN NULL ELSE 'zip 0-' || n END" : "'zip 0-' || n";
        return """
                INSERT INTO %s (%s, customer_id, total, street, city, zip, placed_at)
                SELECT %s, n %% 1000, n, %s, %s, %s, now() - n * interval '1 second'
                FROM generate_series(1::bigint, %d) AS n;
                %s
                ANALYZE %s;
                """.formatted(
                        orders(),
                        key.columnList(),
                        key.ofNumber("n"),
                        all.formatted("street"),
                        all.formatted("city"),
                        zip,
                        rows,
                        key.afterFill(orders(), rows),
                        orders());
    }

    /** {@return the migration's name} */
    public String migrationName() {
        return "0007_extract_address";
    }

    /** {@return the migration file's text, with gates that wait for no time to pass} */
    public String migrationText() {
        return """
                description: Addresses get a table of their own
                strategy: expand_contract
                flag: separate-addresses
                gates:
                  flag_settled: 0s
                  old_code_retired: false
                  old_side_quiet: 0s
                  soak: 0s
                operations:
                  - extract_table:
                      from: %s
                      columns: [street, city, %s]
                      into: %s
                      reference: address_id
                      cardinality: one
                      orphans: %s
                      key: %s
                """.formatted(
                orders(),
                columns.renamed() ? "{ name: zip, as: postcode, up: \"upper(zip)\", down: \"postcode\" }" : "zip",
                addresses(),
                orphans.name().toLowerCase(Locale.ROOT),
                addressKey.name().toLowerCase(Locale.ROOT));
    }

    /** {@return the rows that {@link #fillSql()} makes, as the oracle knows them} */
    InitialRows initialRows() {
        if (!columns.nullable()) {
            return InitialRows.of(rows);
        }
        return new InitialRows() {
            @Override
            public long count() {
                return rows;
            }

            @Override
            public int nulls(long key) {
                return key % 10 == 0 ? ADDRESS : key % 5 == 0 ? ZIP.bit() : 0;
            }
        };
    }

    String orders() {
        return schema + ".orders";
    }

    String addresses() {
        return schema + ".addresses";
    }

    /** {@return a field's column in the new shape} */
    String newColumn(Field field) {
        return field.equals(ZIP) && columns.renamed() ? "postcode" : field.name();
    }
}
