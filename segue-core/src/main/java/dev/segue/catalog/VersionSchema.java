package dev.segue.catalog;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One shape of a schema as views over its tables: code that connects with this schema in its {@code search_path} sees the
 * names of that shape, whatever the tables themselves look like at the moment. Immutable.
 *
 * @param name the schema that holds the views, unquoted: {@code public_0007_split_name}
 * @param base the schema whose tables they show
 * @param views one for each table of the shape
 */
public record VersionSchema(String name, String base, List<View> views) {

    public VersionSchema {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(base, "base");
        views = List.copyOf(views);
    }

    /**
     * A view over one table.
     *
     * @param name what the table is called in this shape
     * @param table the table while both shapes live
     * @param sealed the table once the old shape is sealed; the same unless it is renamed
     * @param columns the shape's columns, in their order
     * @param mark the column that tells who wrote a row, shown last; null where nobody asks
     * @param attachments comment and grants, by the names of this shape
     */
    public record View(
            String name,
            TableName table,
            TableName sealed,
            List<Shown> columns,
            @Nullable Mark mark,
            Table.Attachments attachments) {
        public View {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(table, "table");
            Objects.requireNonNull(sealed, "sealed");
            columns = List.copyOf(columns);
            Objects.requireNonNull(attachments, "attachments");
        }

        /** {@return the mark, if this shape has one} */
        public Optional<Mark> marked() {
            return Optional.ofNullable(mark);
        }
    }

    /**
     * A column of a view.
     *
     * @param name in this shape
     * @param column in the table while both shapes live
     * @param sealed in the table once the old shape is sealed
     * @param defaultExpression the value of an INSERT through the view that gives none; null for the table's own
     * @param comment on the column, or null
     */
    public record Shown(
            String name,
            String column,
            String sealed,
            @Nullable String defaultExpression,
            @Nullable String comment) {
        public Shown {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(column, "column");
            Objects.requireNonNull(sealed, "sealed");
        }
    }

    /**
     * The table's column that a trigger reads to know that a row was inserted through the view.
     *
     * @param column in the table and in the view
     * @param type its type
     * @param written its default in the view
     */
    public record Mark(String column, String type, String written) {
        public Mark {
            Objects.requireNonNull(column, "column");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(written, "written");
        }
    }
}
