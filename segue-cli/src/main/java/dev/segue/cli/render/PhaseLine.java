package dev.segue.cli.render;

import dev.segue.engine.Lifecycle;
import java.util.ArrayList;
import java.util.List;

/** The way of a migration on one line, with what is behind it and where it stands. */
public final class PhaseLine {

    private static final List<String> STATIONS =
            List.of("expand", "backfill", "verify", "both shapes live", "seal", "contract");

    private PhaseLine() {}

    /** {@return {@code expand ✔  backfill ✔  verify ✔  ▶ both shapes live  ─ seal  ─ contract}} */
    public static String of(Style style, Lifecycle state) {
        if (state instanceof Lifecycle.RolledBack) {
            return style.dim("rolled back: only the old shape is left, exactly as it was");
        }
        if (state instanceof Lifecycle.RollingBack) {
            return style.warning("◀ rolling back") + " to the old shape";
        }
        int here = station(state);
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < STATIONS.size(); i++) {
            String station = STATIONS.get(i);
            if (i < here) {
                // Both shapes being live is where a migration rests, not something that gets done.
                if (i != 3) {
                    parts.add(station + " " + style.good("✔"));
                }
            } else if (i == here) {
                parts.add(style.bold("▶ " + here(state, station)));
            } else {
                parts.add(style.dim("─ " + station));
            }
        }
        return String.join("  ", parts);
    }

    private static String here(Lifecycle state, String station) {
        return switch (state) {
            case Lifecycle.Sealed ignored -> "sealed";
            case Lifecycle.Unsealing ignored -> "unsealing";
            default -> station;
        };
    }

    private static int station(Lifecycle state) {
        return switch (state) {
            case Lifecycle.Expanding ignored -> 0;
            case Lifecycle.Filling ignored -> 1;
            case Lifecycle.Verifying ignored -> 2;
            case Lifecycle.BothLive ignored -> 3;
            case Lifecycle.Sealing ignored -> 4;
            case Lifecycle.Sealed ignored -> 4;
            case Lifecycle.Unsealing ignored -> 4;
            case Lifecycle.Contracting ignored -> 5;
            case Lifecycle.Contracted ignored -> 6;
            case Lifecycle.RollingBack ignored -> 0;
            case Lifecycle.RolledBack ignored -> 0;
        };
    }
}
