package dev.segue.cli.command;

import dev.segue.cli.terminal.Screen;
import java.util.List;

/** Says what Ctrl-C means to somebody who pressed it while a migration was under way. */
final class Interruption implements AutoCloseable {

    private final Thread hook;

    private Interruption(Thread hook) {
        this.hook = hook;
    }

    /** {@return a guard for as long as a command is under way} */
    static Interruption guard(Invocation invocation, String migration) {
        Screen screen = invocation.errors();
        Thread hook = new Thread(
                () -> {
                    screen.clear();
                    screen.print(List.of(
                            "",
                            migration + " was interrupted: what was done stays, nothing is half done.",
                            "Next: segue resume " + migration + " goes on; segue rollback " + migration
                                    + " goes back"));
                },
                "segue-interruption");
        Runtime.getRuntime().addShutdownHook(hook);
        return new Interruption(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is being shut down: the hook is saying its piece.
            return;
        }
    }
}
