package dev.segue.testing.orders;

import dev.segue.testing.orders.OrdersSchema.AddressKey;
import dev.segue.testing.walk.WalkCase;
import java.util.List;

/** The walks of {@code extract_table}. */
public final class OrdersWalks {

    private OrdersWalks() {}

    /** {@return the walk of one variant of the tables} */
    public static WalkCase of(String name, OrdersSchema schema) {
        return new WalkCase(
                name,
                List.of(schema.schemaSql(), schema.fillSql()),
                schema.migrationName(),
                schema.migrationText(),
                List.of(schema.schema()),
                new OrdersApplication(schema));
    }

    /** {@return all variants: each kind of key, of columns and of orphans at least once} */
    public static List<WalkCase> all(long rows) {
        OrdersSchema standard = OrdersSchema.standard(rows);
        return List.of(
                of("bigint keys", standard),
                of(
                        "uuid keys, nullable columns",
                        standard.withKeys(SourceKey.UUID, AddressKey.UUID).nullable()),
                of(
                        "composite keys, a sequence, zip becomes postcode",
                        standard.withKeys(SourceKey.COMPOSITE, AddressKey.SEQUENCE)
                                .renamed()),
                of("partitioned orders", standard.partitioned()),
                of(
                        "partitioned orders, nullable columns, zip becomes postcode",
                        standard.partitioned().nullable().renamed()),
                of(
                        "nullable columns, zip becomes postcode, orphans stay",
                        standard.nullable().renamed().keepingOrphans()));
    }
}
