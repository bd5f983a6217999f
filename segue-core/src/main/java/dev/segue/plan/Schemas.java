package dev.segue.plan;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The schemas of a database that migrations may be about. */
public final class Schemas {

    private Schemas() {}

    /** {@return all but the server's own} */
    public static List<String> of(Connection connection) throws SQLException {
        List<String> schemas = new ArrayList<>();
        try (ResultSet row = connection.getMetaData().getSchemas()) {
            while (row.next()) {
                String schema = row.getString(1);
                if (schema != null && !schema.startsWith("pg_") && !schema.equals("information_schema")) {
                    schemas.add(schema);
                }
            }
        }
        return schemas;
    }
}
