package dev.segue.client.darkread;

import java.util.concurrent.ThreadFactory;

/** Threads that keep no process alive. */
final class Daemons {

    private Daemons() {}

    static ThreadFactory named(String name, int priority) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            thread.setPriority(priority);
            return thread;
        };
    }
}
