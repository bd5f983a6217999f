package dev.segue.testing.version;

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
@MethodSource("dev.segue.testing.version.EveryServer#majors")
abstract class EveryServer {

    @Parameter
    Major major;

    private final List<VersionDatabase> opened = new ArrayList<>();

    static List<Major> majors() {
        return Majors.everyRun();
    }

    /** {@return a database without a version schema} */
    VersionDatabase database() {
        VersionDatabase database = new VersionDatabase(major);
        opened.add(database);
        return database;
    }

    /** {@return a database with the version schema of its table} */
    VersionDatabase versioned() {
        return database().with(VersionDatabase.shape());
    }

    @AfterEach
    void drop() {
        opened.forEach(VersionDatabase::close);
    }
}
