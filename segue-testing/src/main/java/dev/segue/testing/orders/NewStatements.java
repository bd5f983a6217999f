package dev.segue.testing.orders;

import dev.segue.testing.oracle.Field;
import java.util.List;
import java.util.stream.Collectors;

/** The statements of new code. */
final class NewStatements {

    final String insertAddress;
    final String insertOrder;
    final String insertOrderUnlessThere;
    final String insertByOneStatement;
    final String lockOrder;
    final String findAddress;
    final String setReference;
    final String deleteOrder;
    final String deleteAddress;
    private final OrdersSchema schema;

    NewStatements(OrdersSchema schema) {
        this.schema = schema;
        SourceKey key = schema.key();
        String orders = schema.orders();
        String addresses = schema.addresses();
        String moved =
                OrdersSchema.ADDRESS_FIELDS.stream().map(schema::newColumn).collect(Collectors.joining(", "));
        String keyColumns = key.givenByApplication() ? key.columnList() + ", " : "";
        String keyParameters = key.givenByApplication() ? key.parameters() + ", " : "";
        insertAddress = "INSERT INTO %s (%s) VALUES (?, ?, ?) RETURNING id".formatted(addresses, moved);
        insertOrder = """
                INSERT INTO %s (%scustomer_id, total, address_id, placed_at)
                VALUES (%s?, ?, ?, now())
                RETURNING %s
                """.formatted(orders, keyColumns, keyParameters, key.columnList());
        insertOrderUnlessThere = """
                INSERT INTO %s (%s, customer_id, total, address_id, placed_at)
                VALUES (%s, ?, ?, ?, now())
                ON CONFLICT DO NOTHING
                """.formatted(orders, key.columnList(), key.parameters());
        insertByOneStatement = """
                WITH address AS (INSERT INTO %s (%s) VALUES (?, ?, ?) RETURNING id)
                INSERT INTO %s (%scustomer_id, total, address_id, placed_at)
                SELECT %s?, ?, address.id, now() FROM address
                RETURNING %s
                """.formatted(addresses, moved, orders, keyColumns, keyParameters, key.columnList());
        lockOrder = "SELECT o.address_id FROM %s AS o WHERE %s FOR UPDATE".formatted(orders, key.matches("o"));
        findAddress = "SELECT o.address_id FROM %s AS o WHERE %s AND o.address_id IS NOT NULL"
                .formatted(orders, key.matches("o"));
        setReference = "UPDATE %s AS o SET address_id = ? WHERE %s".formatted(orders, key.matches("o"));
        deleteOrder = "DELETE FROM %s AS o WHERE %s RETURNING o.address_id".formatted(orders, key.matches("o"));
        deleteAddress = "DELETE FROM %s WHERE id = ?".formatted(addresses);
    }

    /** {@return the statement that changes columns of the address that an order refers to} */
    String updateAddressOf(List<Field> fields) {
        return "UPDATE %s AS a SET %s FROM %s AS o WHERE %s AND a.id = o.address_id"
                .formatted(
                        schema.addresses(),
                        OrderStatements.assignments(fields, schema::newColumn),
                        schema.orders(),
                        schema.key().matches("o"));
    }

    /** {@return the statement that changes columns of an address if that order still refers to it} */
    String updateAddress(List<Field> fields) {
        return """
                UPDATE %s AS a SET %s
                WHERE a.id = ? AND EXISTS (SELECT FROM %s AS o WHERE %s AND o.address_id = a.id)
                """.formatted(
                        schema.addresses(),
                        OrderStatements.assignments(fields, schema::newColumn),
                        schema.orders(),
                        schema.key().matches("o"));
    }
}
