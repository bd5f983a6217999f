package dev.segue.client;

import java.sql.SQLException;
import java.util.Map;

/** Where flags are read from. */
interface FlagSource {

    /** {@return the percentage of every migration that has a flag} */
    Map<String, Integer> read() throws SQLException;
}
