package dev.segue.cli.demo;

import dev.segue.cli.settings.ConnectionSettings;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The database of a demo; what the demo made is gone once this is closed. */
interface DemoServer extends AutoCloseable {

    /** {@return the product with its version, for people} */
    String description();

    /** {@return how Segue connects} */
    ConnectionSettings connection();

    /** {@return gives the application connections of its own} */
    DataSource application();

    /** {@return the schema that holds the application's tables} */
    String schema();

    /** {@return a name for the migration that nobody else has} */
    String migration();

    @Override
    void close() throws SQLException;
}
