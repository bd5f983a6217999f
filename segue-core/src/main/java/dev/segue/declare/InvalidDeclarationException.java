package dev.segue.declare;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown by a record's constructor for values that cannot stand together; the paths are relative to the record. */
public final class InvalidDeclarationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final transient List<Fault> faults;

    public InvalidDeclarationException(List<Fault> faults) {
        super(faults.stream()
                .map(fault -> fault.path().isEmpty() ? fault.message() : fault.path() + ": " + fault.message())
                .collect(Collectors.joining("; ")));
        this.faults = List.copyOf(faults);
    }

    public List<Fault> faults() {
        return faults;
    }
}
