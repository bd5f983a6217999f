/**
 * Several processes write and read through duplicate writes while stages move, processes are paused and killed, and
 * connections are cut. Entry: {@code StageRaceTest}; a process is a {@code RaceInstance}.
 */
package dev.segue.testing.race;
