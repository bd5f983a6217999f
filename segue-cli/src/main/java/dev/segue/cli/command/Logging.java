package dev.segue.cli.command;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** What libraries and the engine log; it goes to standard error. */
final class Logging {

    private Logging() {}

    /** Logs what the engine does in detail, or only what a person must know. */
    static void configure(boolean debug) {
        if (debug && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger("dev.segue").setLevel(Level.DEBUG);
            context.getLogger("com.zaxxer.hikari").setLevel(Level.INFO);
        }
    }
}
