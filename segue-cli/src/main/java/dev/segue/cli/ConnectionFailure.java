package dev.segue.cli;

import dev.segue.cli.settings.ConnectionSettings;
import java.io.IOException;
import java.sql.SQLException;

/** A database that cannot be had. The message says which, and why; {@link #next()} what to do. */
public final class ConnectionFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String next;

    private ConnectionFailure(String message, String next, Throwable cause) {
        super(message, cause);
        this.next = next;
    }

    /** {@return what to do about it} */
    public String next() {
        return next;
    }

    /** {@return the failure, told by its SQLSTATE} */
    static ConnectionFailure of(ConnectionSettings connection, SQLException error) {
        String user = connection.user() == null ? "" : " as " + connection.user();
        String attempt = "could not connect to " + connection.url() + user;
        String state = error.getSQLState() == null ? "" : error.getSQLState();
        return new ConnectionFailure(
                attempt + "\n  " + error.getMessage() + cause(error) + (state.isEmpty() ? "" : " (" + state + ")"),
                advice(connection, state),
                error);
    }

    /** The driver says only that the attempt failed, where its cause says that the host is not known. */
    private static String cause(SQLException error) {
        return error.getCause() instanceof IOException cause
                        && !String.valueOf(error.getMessage()).contains(String.valueOf(cause.getMessage()))
                ? " " + cause.getClass().getSimpleName().replace("Exception", "") + ": " + cause.getMessage()
                : "";
    }

    private static String advice(ConnectionSettings connection, String state) {
        String password =
                "set SEGUE_PASSWORD, or use --password (asks), --password-file FILE or --password-env VARIABLE";
        return switch (state) {
            case "28P01" ->
                connection.password() == null ? password : "check user and password; the password in use is given";
            case "28000" ->
                "check the user's name, that the server's pg_hba.conf lets it in from here, and whether it asks for SSL (sslmode=require in the URL)";
            case "3D000" -> "check the database's name at the end of the URL";
            case "53300" -> "wait for a free connection, or raise the limit of the server's or the role's";
            case "57P03" -> "wait until the server has started, and run the same command again";
            case "08001" ->
                connection.url().startsWith("jdbc:postgresql:")
                        ? "check host and port, and that the server runs"
                        : "write the URL like jdbc:postgresql://HOST:5432/DATABASE";
            case "08004", "08006" ->
                connection.url().matches(".*[?&]sslmode=(require|verify).*")
                        ? "if the server has no SSL, leave sslmode out of the URL; else check its certificate"
                        : connection.password() == null
                                ? "if the server wants a password: " + password
                                : "check host, port, user and password";
            default -> "check the URL, the user and the server";
        };
    }
}
