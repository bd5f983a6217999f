package dev.segue.spring;

/** The application is configured in a way that Segue cannot work with. Spring Boot prints what is wrong, and what to do. */
public final class SegueConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String problem;
    private final String action;

    /**
     * Says what is wrong.
     *
     * @param problem what is wrong, with the names of what it is about
     * @param action what to do
     */
    public SegueConfigurationException(String problem, String action) {
        super(problem + ". " + action);
        this.problem = problem;
        this.action = action;
    }

    /** {@return what is wrong} */
    public String problem() {
        return problem;
    }

    /** {@return what to do} */
    public String action() {
        return action;
    }
}
