package dev.segue.client;

import java.sql.SQLException;

/** Why the journal cannot be used. */
public enum JournalProblem {
    /** The database cannot be reached, or did not answer in time. */
    AWAY("the database that holds Segue's journal cannot be asked", "is the database up, and its URL right?"),
    /** The database holds no journal. */
    MISSING(
            "this database has no journal of Segue",
            "is it the right database? segue run FILE begins a migration and makes the journal"),
    /** The journal was made by a release that this client is too new for. */
    OLDER(
            "the journal is older than this segue-client",
            "run segue of the client's release once (segue run FILE or segue resume NAME), which brings the journal up to date"),
    /** The journal was made by a release that this client is too old for. */
    NEWER("the journal is newer than this segue-client", "deploy the application with a newer segue-client"),
    /** The application's role may not use the journal. */
    FORBIDDEN(
            "the application's role may not use the journal",
            "GRANT USAGE ON SCHEMA segue TO the role; segue init writes the script"),
    /** The journal knows no migration of that name. */
    UNKNOWN_MIGRATION(
            "the journal knows no such migration",
            "is the name right? segue status lists the migrations, segue run FILE begins one; begin it before you deploy code that uses it"),
    /** The journal checked a proposal and refused it. */
    REFUSED("the journal refused a move", "segue status NAME shows what it waits for");

    private final String what;
    private final String advice;

    JournalProblem(String what, String advice) {
        this.what = what;
        this.advice = advice;
    }

    /** {@return what is wrong, as half a sentence} */
    public String what() {
        return what;
    }

    /** {@return what to do about it} */
    public String advice() {
        return advice;
    }

    static JournalProblem of(SQLException e) {
        String state = e.getSQLState();
        if (state == null) {
            return AWAY;
        }
        return switch (state) {
            case "3F000" -> MISSING;
            case "42883", "42P01" -> OLDER;
            case "42501" -> FORBIDDEN;
            case "SG001" -> UNKNOWN_MIGRATION;
            case "SG003", "55P03" -> REFUSED;
            default -> AWAY;
        };
    }
}
