package dev.segue.spring.method;

/** Carries what a method of the application threw through code that does not declare it. */
final class ApplicationFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Throwable failure;

    ApplicationFailure(Throwable failure) {
        super(failure);
        this.failure = failure;
    }

    Throwable failure() {
        return failure;
    }
}
