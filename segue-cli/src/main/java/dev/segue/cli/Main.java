package dev.segue.cli;

/** Entry point of {@code segue}. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        System.out.println("usage: segue <command> [options]");
    }
}
