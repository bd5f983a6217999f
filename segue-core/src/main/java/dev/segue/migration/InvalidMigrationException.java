package dev.segue.migration;

import java.util.List;
import java.util.stream.Collectors;

/** A migration file that is refused, with everything that is wrong in it. Nothing was changed. */
public final class InvalidMigrationException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;
    private final int omitted;

    /** Refuses for these problems, which are put into the order of reading. */
    public InvalidMigrationException(List<Problem> problems) {
        this(problems, 0);
    }

    InvalidMigrationException(List<Problem> problems, int omitted) {
        super(render(problems, omitted));
        this.problems = inReadingOrder(problems);
        this.omitted = omitted;
    }

    /** At least one, in the order of reading. */
    public List<Problem> problems() {
        return problems;
    }

    /** The problems as a person reads them, ending in "Nothing was changed." */
    public String render() {
        return render(problems, omitted);
    }

    private static String render(List<Problem> problems, int omitted) {
        var rendered = inReadingOrder(problems).stream().map(Problem::render).collect(Collectors.joining("\n"));
        return rendered + (omitted == 0 ? "" : "\nand " + omitted + " more") + "\nNothing was changed.";
    }

    private static List<Problem> inReadingOrder(List<Problem> problems) {
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("a file is refused for a problem");
        }
        return problems.stream().distinct().sorted(Problem.IN_READING_ORDER).toList();
    }
}
