/**
 * Conditions that must hold before a phase begins, and the evidence for them. Entry type:
 * {@link dev.segue.gate.GateReport}. Immutable data.
 */
@NullMarked
package dev.segue.gate;

import org.jspecify.annotations.NullMarked;
