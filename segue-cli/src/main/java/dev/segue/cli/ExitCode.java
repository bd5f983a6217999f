package dev.segue.cli;

/** What a command's exit code says. */
public final class ExitCode {

    /** What was asked for is done. */
    public static final int DONE = 0;

    /** It was tried and did not work. */
    public static final int FAILED = 1;

    /** The command or a file is wrong; nothing was tried. */
    public static final int USAGE = 2;

    /** A gate is closed, or somebody paused the migration. */
    public static final int WAITING = 3;

    /** The shapes disagree. */
    public static final int DISAGREE = 4;

    private ExitCode() {}
}
