package dev.segue.engine;

import java.util.List;

/** How the system is stopped for a big bang, and started again. */
public sealed interface StopWay {

    /** {@return the word in {@code segue.yaml}} */
    String word();

    /** The registered instances hold their traffic, which goes on afterwards: nothing fails. */
    record Instances() implements StopWay {
        @Override
        public String word() {
            return "instances";
        }
    }

    /**
     * PgBouncer holds its clients ({@code PAUSE}, {@code RESUME}).
     *
     * @param url the JDBC URL of its admin console, with user and password
     * @param database as it is called in PgBouncer's configuration
     */
    record PgBouncer(String url, String database) implements StopWay {
        @Override
        public String word() {
            return "pgbouncer";
        }

        @Override
        public String toString() {
            return "PgBouncer[" + database + "]"; // the URL holds a password
        }
    }

    /** The roles get no new sessions; those that are there are ended when they are at rest. */
    record Roles(List<String> roles) implements StopWay {
        public Roles {
            roles = List.copyOf(roles);
        }

        @Override
        public String word() {
            return "sessions";
        }
    }

    /** Commands of the operating system. */
    record Command(String stop, String start) implements StopWay {
        @Override
        public String word() {
            return "command";
        }
    }
}
