/**
 * What an application uses to learn which shape of the data it reads and writes. Entry type:
 * {@link dev.segue.client.Segue}, which is thread-safe. Knows JDBC and nothing of the engine;
 * of PostgreSQL's driver only what waits for notifications, and that only where the driver is there.
 */
@NullMarked
package dev.segue.client;

import org.jspecify.annotations.NullMarked;
