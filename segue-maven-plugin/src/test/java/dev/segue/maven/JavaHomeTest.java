package dev.segue.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class JavaHomeTest {

    private static final Path HERE = Path.of(System.getProperty("java.home"));

    @Test
    void anOldJavaIsPassedByAndTheNextIsTaken() throws Exception {
        Path java = new JavaHome()
                .consider("Maven itself", Path.of("/opt/jdk-17"), 17)
                .consider("toolchains.xml", HERE)
                .java();

        assertThat(java).startsWith(HERE);
    }

    @Test
    void withoutOneThatIsNewEnoughItSaysWhereItLookedAndWhatToDo() {
        JavaHome homes = new JavaHome().consider("Maven itself", Path.of("/opt/jdk-17"), 17);

        assertThatThrownBy(homes::java)
                .hasMessageContaining("Segue needs Java 21 or newer")
                .hasMessageContaining("Maven itself: Java 17 in /opt/jdk-17")
                .hasMessageContaining("Next: set JAVA_HOME to a JDK 21 or newer");
    }

    @Test
    void aDirectoryWithoutJavaIsNamed() {
        JavaHome homes = new JavaHome().consider("segue.java", Path.of("/nowhere"));

        assertThatThrownBy(homes::java).hasMessageContaining("segue.java: /nowhere has no bin/java");
    }
}
