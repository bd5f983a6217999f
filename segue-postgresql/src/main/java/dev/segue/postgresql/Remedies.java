package dev.segue.postgresql;

import java.sql.SQLException;
import java.util.Optional;

/** What a person may do about an error, told by its SQLSTATE (PostgreSQL's manual, appendix A). */
final class Remedies {

    private Remedies() {}

    static Optional<String> of(SQLException error) {
        return switch (String.valueOf(error.getSQLState())) {
            case "25006" -> Optional.of("connect Segue to the primary server, which admits writes");
            case "42P01" ->
                String.valueOf(error.getMessage()).contains("\"segue.")
                        ? Optional.of(
                                "let segue run bring the journal up to date, which an older release of Segue has made")
                        : Optional.empty();
            case "42501" ->
                Optional.of("give Segue's role that privilege (documentation, how-to \"a role of least privilege\")");
            case "53100" -> Optional.of("make room on the server's disk");
            case "53200" -> Optional.of("give the server the memory that it asks for, or lower --workers");
            case "53300" -> Optional.of("wait for a free connection, or lower --workers; Segue needs two at least");
            case "53400" -> Optional.of("raise that limit of the server's or the role's");
            case "57P01", "57P02", "57P03" -> Optional.of("wait until the server lets sessions in");
            case "58030", "58P01", "XX001", "XX002" ->
                Optional.of("look into the server's log, for its disk failed it");
            default -> Optional.empty();
        };
    }
}
