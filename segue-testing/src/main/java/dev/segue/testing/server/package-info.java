/**
 * Real PostgreSQL servers of every supported major, started from files. Entry types:
 * {@link dev.segue.testing.server.EmbeddedServer} for a server of one's own, {@link dev.segue.testing.server.SharedServers}
 * for tests. Thread-safe.
 */
@NullMarked
package dev.segue.testing.server;

import org.jspecify.annotations.NullMarked;
