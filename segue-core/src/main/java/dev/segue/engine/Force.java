package dev.segue.engine;

import dev.segue.gate.Gate;

/** A gate that a named person passes although it is closed, and why; goes to the event log. */
public record Force(Gate gate, String reason) {
    public Force {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("forcing the gate " + gate.word() + " needs a reason");
        }
    }
}
