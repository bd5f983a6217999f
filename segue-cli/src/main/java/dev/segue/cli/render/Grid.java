package dev.segue.cli.render;

import java.util.ArrayList;
import java.util.List;

/** Rows of cells in columns; cells that are too long for the page are broken within their column. Not thread-safe. */
public final class Grid {

    private static final int GAP = 3;

    private final List<List<String>> rows = new ArrayList<>();

    /** Adds a row; every row has the same number of cells. */
    public Grid row(String... cells) {
        rows.add(List.of(cells));
        return this;
    }

    /** Writes the rows; the last column takes what room is left. */
    public void write(Page page, String indentation) {
        if (rows.isEmpty()) {
            return;
        }
        int[] widths = widths(page.width() - indentation.length());
        for (List<String> row : rows) {
            List<List<String>> cells = new ArrayList<>();
            int height = 1;
            for (int column = 0; column < row.size(); column++) {
                List<String> cell = Page.wrap(row.get(column), widths[column]);
                cells.add(cell);
                height = Math.max(height, cell.size());
            }
            for (int line = 0; line < height; line++) {
                StringBuilder text = new StringBuilder(indentation);
                for (int column = 0; column < cells.size(); column++) {
                    List<String> cell = cells.get(column);
                    String part = line < cell.size() ? cell.get(line) : "";
                    text.append(Page.pad(part, widths[column])).append(" ".repeat(GAP));
                }
                page.line(text.toString());
            }
        }
    }

    private int[] widths(int room) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], Page.visible(row.get(column)));
            }
        }
        int free = room - GAP * (columns - 1);
        while (sum(widths) > free && widest(widths) >= 0 && widths[widest(widths)] > 8) {
            widths[widest(widths)]--;
        }
        return widths;
    }

    private static int sum(int[] widths) {
        int sum = 0;
        for (int width : widths) {
            sum += width;
        }
        return sum;
    }

    private static int widest(int[] widths) {
        int widest = 0;
        for (int column = 1; column < widths.length; column++) {
            if (widths[column] > widths[widest]) {
                widest = column;
            }
        }
        return widest;
    }
}
