package dev.segue.testing.server;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The supported majors of PostgreSQL. */
public enum Major {
    V15(15),
    V16(16),
    V17(17),
    V18(18);

    private final int number;

    Major(int number) {
        this.number = number;
    }

    /** {@return the major's number: 15} */
    public int number() {
        return number;
    }

    /**
     * {@return the major of that number}
     *
     * @throws IllegalArgumentException if it is not supported
     */
    public static Major of(int number) {
        return Arrays.stream(values())
                .filter(major -> major.number == number)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "PostgreSQL " + number + " is not supported; supported are " + numbers()));
    }

    private static String numbers() {
        return Arrays.stream(values()).map(Major::toString).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return Integer.toString(number);
    }
}
