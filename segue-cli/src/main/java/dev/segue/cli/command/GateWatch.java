package dev.segue.cli.command;

import dev.segue.cli.render.GateWords;
import dev.segue.cli.render.Page;
import dev.segue.cli.terminal.Screen;
import dev.segue.gate.GateReport;
import java.util.List;

/** Shows the gates that are waited for: redrawn on a terminal, elsewhere printed when one opens or closes. */
final class GateWatch {

    private final Screen screen;
    private List<Boolean> shown = List.of();

    GateWatch(Screen screen) {
        this.screen = screen;
    }

    void show(String migration, List<GateReport> gates) {
        Page page = new Page(screen.style(), screen.width());
        page.line(migration + " waits for");
        GateWords.write(page, gates, "  ");
        if (screen.live()) {
            screen.show(page.lines());
            return;
        }
        List<Boolean> passable = gates.stream().map(GateReport::passable).toList();
        if (!passable.equals(shown)) {
            shown = passable;
            screen.print(page.lines());
        }
    }
}
