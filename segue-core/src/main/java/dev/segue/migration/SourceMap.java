package dev.segue.migration;

import dev.segue.declare.Fault;
import dev.segue.declare.Node;
import dev.segue.declare.Position;
import dev.segue.declare.Wording;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the values of a migration file stand.
 *
 * @param file the file, as problems name it
 * @param positions the position of each value by its path, like {@code operations[0].extract_table.columns[1]}
 */
public record SourceMap(String file, Map<String, Position> positions) {

    public SourceMap {
        positions = Map.copyOf(positions);
    }

    static SourceMap of(String file, @Nullable Node root) {
        var positions = new HashMap<String, Position>();
        if (root != null) {
            collect(positions, "", root);
        }
        return new SourceMap(file, positions);
    }

    /** The place of the value at the path, or else of what encloses it most closely, or else the file's beginning. */
    public Position locate(String path) {
        for (var enclosing = path; !enclosing.isEmpty(); enclosing = parent(enclosing)) {
            var position = positions.get(enclosing);
            if (position != null) {
                return position;
            }
        }
        return positions.getOrDefault("", Position.START);
    }

    /** A problem with the value at the path. */
    public Problem problem(String path, String message, @Nullable String hint) {
        return problem(new Fault(path, message, hint));
    }

    /** The fault as a problem of this file. */
    public Problem problem(Fault fault) {
        var known = fault.position();
        var position = known == null ? locate(fault.path()) : known;
        return new Problem(file, position.line(), position.column(), fault.path(), fault.message(), fault.hint());
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
    }

    private static void collect(Map<String, Position> positions, String path, Node node) {
        positions.putIfAbsent(path, node.position());
        switch (node) {
            case Node.Mapping mapping ->
                mapping.entries().forEach(entry -> collect(positions, Wording.child(path, entry.key()), entry.value()));
            case Node.Sequence sequence -> {
                for (var i = 0; i < sequence.items().size(); i++) {
                    collect(positions, Wording.item(path, i), sequence.items().get(i));
                }
            }
            case Node.Scalar ignored -> {}
            case Node.Unreadable ignored -> {}
        }
    }
}
