package dev.segue.testing.server;

import java.util.Arrays;
import java.util.List;

/** Which majors a run of the tests covers. */
public final class Majors {

    /** The system property that says which majors to cover instead: {@code 15,16,17,18}. */
    public static final String PROPERTY = "segue.majors";

    private Majors() {}

    /**
     * {@return the oldest and the newest supported major, or those that the system property {@value #PROPERTY} lists}
     *
     * @throws IllegalArgumentException if the property lists something that is no supported major
     */
    public static List<Major> everyRun() {
        String asked = System.getProperty(PROPERTY, "").strip();
        return asked.isEmpty() ? List.of(Major.V15, Major.V18) : parse(asked);
    }

    /** {@return the newest of {@link #everyRun()}, for tests whose subject does not depend on the major} */
    public static Major one() {
        return everyRun().getLast();
    }

    static List<Major> parse(String asked) {
        try {
            return Arrays.stream(asked.split(",", -1))
                    .map(word -> Major.of(Integer.parseInt(word.strip())))
                    .distinct()
                    .sorted()
                    .toList();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "The system property " + PROPERTY + " lists majors, like 15,18; it is '" + asked + "'", e);
        }
    }
}
