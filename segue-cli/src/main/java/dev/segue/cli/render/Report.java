package dev.segue.cli.render;

import dev.segue.cli.ExitCode;
import java.util.Map;

/** What a command has to say at its end, for people and for programs. */
public interface Report {

    /** Writes it for people. */
    void text(Page page);

    /** {@return the JSON document as maps, lists, texts, numbers and truth values} */
    Map<String, Object> json();

    /** {@return the text of the JSON document} */
    default String document() {
        return Json.indented(json());
    }

    /** {@return what the process says by its exit code} */
    default int exitCode() {
        return ExitCode.DONE;
    }
}
