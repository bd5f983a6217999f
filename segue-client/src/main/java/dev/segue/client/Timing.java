package dev.segue.client;

import java.time.Duration;

/**
 * How often the client asks and how long it waits.
 *
 * @param poll how often the journal is asked where it cannot push
 * @param heartbeat how often the lease is renewed and a report given; with push, the only regular question
 * @param lease how long an instance counts as alive after a heartbeat; a stage waits at most as long for one that died
 * @param query how long one question to the journal may take
 * @param request the longest that a request goes on after it asked a flag outside of {@link Migration#begin()}
 */
public record Timing(Duration poll, Duration heartbeat, Duration lease, Duration query, Duration request) {

    /** {@return a poll every 500 ms, a heartbeat every 10 s, a lease of 30 s, 5 s per question, 10 s per request} */
    public static Timing standard() {
        return new Timing(
                Duration.ofMillis(500),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10));
    }

    public Timing {
        atLeast(poll, Duration.ofMillis(10), "the journal is asked every");
        atLeast(heartbeat, Duration.ofMillis(100), "a heartbeat is sent every");
        atLeast(query, Duration.ofSeconds(1), "a question gets");
        atLeast(request, Duration.ZERO, "a request goes on for");
        if (lease.compareTo(heartbeat.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("a lease lasts for two heartbeats at least, " + heartbeat.multipliedBy(2)
                    + ", not " + lease + ": one that is late must not end it");
        }
    }

    private static void atLeast(Duration value, Duration least, String what) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(what + " " + least + " at least, not " + value);
        }
    }

    /** {@return this with another interval between questions where the journal cannot push} */
    public Timing withPoll(Duration interval) {
        return new Timing(interval, heartbeat, lease, query, request);
    }

    /** {@return this with another interval between heartbeats and another lease} */
    public Timing withHeartbeat(Duration interval, Duration newLease) {
        return new Timing(poll, interval, newLease, query, request);
    }

    /** {@return this with another limit for a question} */
    public Timing withQuery(Duration limit) {
        return new Timing(poll, heartbeat, lease, limit, request);
    }

    /** {@return this with another limit for a request} */
    public Timing withRequest(Duration longest) {
        return new Timing(poll, heartbeat, lease, query, longest);
    }
}
