package dev.segue.operation;

import dev.segue.catalog.Draft;
import dev.segue.catalog.Index;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.declare.Default;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.Keyed;
import dev.segue.declare.MayBeBlank;
import dev.segue.declare.Shorthand;
import dev.segue.declare.Text;
import dev.segue.declare.Wording;
import dev.segue.declare.Words;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes an index of a table. */
@Description("Makes an index of a table.")
public record CreateIndex(
        @Description("The table: table or schema.table.") @Text(pattern = ObjectName.PATTERN)
        String table,

        @Description("The index's name.") @Text(maximumLength = Identifiers.MOST_BYTES)
        String name,

        @Description(
                "Its columns, in their order: names, or maps with column and what else is said of it; or one map from "
                        + "names to what is said of them.")
        List<IndexColumn> columns,

        @Description("How it finds rows.") @Default("btree") @Words({"btree", "hash", "gist", "spgist", "gin", "brin"})
        String method,

        @Description("Whether it admits each combination of values once.") @Default("false")
        boolean unique,

        @Description("SQL: which rows it holds, like deleted_at IS NULL; all, if left out.") @MayBeBlank @Nullable
        String predicate,

        @Description("How it is stored, like fillfactor = 70.") @MayBeBlank @Nullable
        String storageParameters)
        implements Operation {

    public CreateIndex {
        columns = List.copyOf(columns);
        var faults = new Faults();
        Identifiers.checkObject(faults, "table", table);
        Identifiers.checkColumn(faults, "name", name);
        faults.require(!columns.isEmpty(), "columns", "the index has no column", "name at least one");
        var names = new HashSet<String>();
        for (var i = 0; i < columns.size(); i++) {
            faults.require(
                    names.add(columns.get(i).column()),
                    Wording.item("columns", i),
                    "column " + Wording.quoted(columns.get(i).column()) + " is named twice",
                    "name each column once");
        }
        faults.throwIfAny();
    }

    @Override
    public void resolve(Resolution resolution) {
        Optional<Table> found = Tables.find(resolution, "table", table);
        if (found.isEmpty()) {
            return;
        }
        Table on = found.get();
        boolean sound = Tables.hasColumns(
                resolution,
                "columns",
                on,
                columns.stream().map(IndexColumn::column).toList());
        sound &= Tables.isFree(resolution, "name", new TableName(on.name().schema(), name));
        if (!resolution.standsStill() && (unique || predicate != null)) {
            Optional<Refusal> refusal = Refusals.index(on);
            refusal.ifPresent(r -> r.of(resolution, unique ? "unique" : "predicate"));
            sound &= refusal.isEmpty();
        }
        if (!sound) {
            return;
        }
        Optional<Index> index = resolution.index(
                "",
                on,
                name,
                new Draft.OfIndex(
                        columns.stream().map(IndexColumn::element).toList(),
                        unique,
                        method,
                        predicate,
                        storageParameters));
        index.ifPresent(i -> resolution.put(on.plus(i)));
    }

    /** A column of an index. */
    @Description("A column of an index; a single word is its name.")
    @Shorthand("column")
    @Keyed(by = "column")
    public record IndexColumn(
            @Description("Its name, exactly as the database keeps it.") @Text(maximumLength = Identifiers.MOST_BYTES)
            String column,

            @Description("The collation by which it is sorted; the column's own if left out.") @Nullable
            String collate,

            @Description("How its values are compared, where not by its type's own operator class.") @Nullable
            OperatorClass opclass,

            @Description("ASC if left out.") @Words({"ASC", "DESC"}) @Nullable
            String sort,

            @Description("Where NULL is sorted: LAST if ascending, FIRST if descending, unless it is said.")
            @Words({"FIRST", "LAST"})
            @Nullable
            String nulls) {

        public IndexColumn {
            var faults = new Faults();
            Identifiers.checkColumn(faults, "column", column);
            faults.throwIfAny();
        }

        private Draft.Element element() {
            String order = (sort == null ? "" : sort) + (nulls == null ? "" : " NULLS " + nulls);
            return new Draft.Element(
                    column,
                    collate,
                    opclass == null ? null : opclass.name(),
                    opclass == null || opclass.params() == null ? List.of() : opclass.params(),
                    order.strip());
        }
    }

    /** An operator class with its parameters. */
    @Description("An operator class; a single word is its name.")
    @Shorthand("name")
    public record OperatorClass(
            @Description("Its name, like text_pattern_ops.") String name,

            @Description("Its parameters, like siglen = 32.") @Nullable
            List<String> params) {

        public OperatorClass {
            params = params == null ? null : List.copyOf(params);
        }
    }
}
