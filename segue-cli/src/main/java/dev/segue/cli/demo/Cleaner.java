package dev.segue.cli.demo;

import dev.segue.cli.terminal.Screen;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cleans up when somebody presses Ctrl-C in the middle of a demo. Thread-safe. */
final class Cleaner implements AutoCloseable {

    private final Thread hook;
    private volatile @Nullable AutoCloseable running;

    Cleaner(DemoServer server, Screen screen) {
        hook = new Thread(() -> interrupted(server, screen), "segue-demo-cleaner");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Remembers what has to end before the server can be cleaned up. */
    void running(AutoCloseable newRunning) {
        running = newRunning;
    }

    private void interrupted(DemoServer server, Screen screen) {
        screen.clear();
        screen.print(List.of("", "The demo was interrupted; cleaning up …"));
        try {
            AutoCloseable first = running;
            if (first != null) {
                first.close();
            }
            server.close();
            screen.print("Nothing of it is left.");
        } catch (SQLException e) {
            screen.print("What the demo made could not be removed: " + e.getMessage());
        } catch (Exception e) {
            screen.print("The demo could not be ended: " + e);
        }
    }

    @Override
    public void close() {
        disarm();
    }

    /** Leaves cleaning up to the ordinary end. */
    void disarm() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is being shut down: the hook is at work, and nobody else must be.
            park();
        }
    }

    private static void park() {
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
