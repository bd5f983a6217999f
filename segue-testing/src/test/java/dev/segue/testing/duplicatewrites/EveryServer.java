package dev.segue.testing.duplicatewrites;

import dev.segue.testing.server.Major;
import dev.segue.testing.server.Majors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the cases of a class on every major of this run, each with a database of its own. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("dev.segue.testing.duplicatewrites.EveryServer#majors")
abstract class EveryServer {

    @Parameter
    Major major;

    private final List<BothShapes> opened = new ArrayList<>();

    static List<Major> majors() {
        return Majors.everyRun();
    }

    /** {@return both shapes of the given tables, duplicate writes on, all rows filled} */
    BothShapes live(Given given) {
        return closed(BothShapes.live(major, given));
    }

    /** {@return both shapes of the given tables, duplicate writes on, no row filled} */
    BothShapes unfilled(Given given) {
        return closed(BothShapes.unfilled(major, given));
    }

    /** {@return the old shape of the given tables} */
    BothShapes notBegun(Given given) {
        return closed(BothShapes.notBegun(major, given));
    }

    private BothShapes closed(BothShapes shapes) {
        opened.add(shapes);
        return shapes;
    }

    @AfterEach
    void drop() {
        opened.forEach(BothShapes::close);
    }
}
