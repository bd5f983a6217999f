package dev.segue.testing.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * A directory in the machine's memory where it has a file system there, else on disk. A server that is killed leaves what
 * it has told the kernel, wherever that keeps it; but on disk every commit waits, and recovery begins by syncing every file
 * of every database, which together took more than half of the time of a crash.
 */
final class InMemory implements TempDirFactory {

    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long ENOUGH = 3L << 30;

    @Override
    public Path createTempDirectory(AnnotatedElementContext annotated, ExtensionContext context) throws IOException {
        boolean there = Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > ENOUGH;
        return there ? Files.createTempDirectory(MEMORY, "segue-kill") : Files.createTempDirectory("segue-kill");
    }
}
