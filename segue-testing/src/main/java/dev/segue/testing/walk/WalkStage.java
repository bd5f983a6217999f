package dev.segue.testing.walk;

import dev.segue.engine.Engine;
import dev.segue.testing.load.LoadSnapshot;
import dev.segue.testing.oracle.Shape;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Where a walk stands after a stage.
 *
 * @param name the stage's name
 * @param shapes the shapes that live
 * @param engine the engine that drives the migration
 * @param database the database it works on
 * @param load the load at this moment
 */
public record WalkStage(String name, Set<Shape> shapes, Engine engine, DataSource database, LoadSnapshot load) {
    public WalkStage {
        shapes = Set.copyOf(shapes);
    }
}
