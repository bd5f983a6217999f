package dev.segue.cli.render;

import dev.segue.cli.ExitCode;
import dev.segue.engine.Lifecycle;
import dev.segue.leftovers.Leftover;
import dev.segue.leftovers.LeftoverSearch;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What sources still mention of an old shape.
 *
 * @param state where the migration stands; null where it was never started
 * @param fails whether anything outside of comments is a failure
 */
public record LeftoversReport(String migration, @Nullable Lifecycle state, LeftoverSearch.Found found, boolean fails)
        implements Report {

    @Override
    public void text(Page page) {
        List<Leftover> code = found.inCode();
        List<Leftover> comments =
                found.leftovers().stream().filter(Leftover::comment).toList();
        table(page, code);
        if (!comments.isEmpty()) {
            page.line(page.style().dim("in comments"));
            table(page, comments);
        }
        page.line(summary(code.size(), comments.size()));
        if (!code.isEmpty()) {
            page.next(
                    isFinished()
                            ? "take these places out; what is right as it is goes into .segue-leftovers-ignore"
                            : "roll out code without these places before segue contract " + migration);
        }
    }

    private static void table(Page page, List<Leftover> leftovers) {
        Grid grid = new Grid();
        for (Leftover leftover : leftovers) {
            grid.row(
                    leftover.file() + ":" + leftover.line(),
                    leftover.kind().word() + " " + leftover.mentioned(),
                    leftover.text());
        }
        grid.write(page, "");
    }

    private String summary(int code, int comments) {
        String read = " (%,d %s read)".formatted(found.files(), found.files() == 1 ? "file" : "files");
        String ofCode = code == 0
                ? "Nothing mentions what " + migration + " takes away"
                : "%,d %s what %s takes away"
                        .formatted(code, code == 1 ? "place mentions" : "places mention", migration);
        String ofComments = comments == 0 ? "" : ", and %,d in comments".formatted(comments);
        return ofCode + ofComments + read + ".";
    }

    private boolean isFinished() {
        return state instanceof Lifecycle.Contracted;
    }

    @Override
    public int exitCode() {
        return fails && !found.inCode().isEmpty() ? ExitCode.FAILED : ExitCode.DONE;
    }

    @Override
    public Map<String, Object> json() {
        return new Json()
                .with("migration", migration)
                .with("state", state == null ? null : state.word())
                .with("files", found.files())
                .with("binaryFiles", found.binary())
                .with("inCode", found.inCode().size())
                .with("inComments", found.leftovers().size() - found.inCode().size())
                .with(
                        "leftovers",
                        found.leftovers(),
                        leftover -> new Json()
                                .with("file", leftover.file())
                                .with("line", leftover.line())
                                .with("kind", leftover.kind().word())
                                .with("mentioned", leftover.mentioned())
                                .with("comment", leftover.comment())
                                .with("text", leftover.text()))
                .map();
    }
}
