package dev.segue.examples.orders.spring.rollout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The order service, compiled.
 *
 * @param boot the Spring Boot that it runs on, for people: {@code 3.5}
 * @param classPath of its processes
 * @param directory where its schema and its migrations are
 */
public record Application(String boot, String classPath, Path directory) {

    /**
     * {@return the application with its own classes before those of the libraries}
     *
     * @param classes a directory or a jar
     * @param libraries a file that holds their class path
     */
    public static Application of(String boot, Path classes, Path libraries, Path directory) throws IOException {
        String own = classes.toAbsolutePath().toString();
        return new Application(
                boot,
                own
                        + System.getProperty("path.separator")
                        + Files.readString(libraries).strip(),
                directory);
    }

    /** {@return the class that a version begins with} */
    String mainClass(int version) {
        return "dev.segue.examples.orders.spring.v" + version + ".OrdersApplication";
    }
}
