package dev.segue.operation;

import dev.segue.catalog.Column;
import dev.segue.catalog.Column.Generation;
import dev.segue.catalog.Constraint;
import dev.segue.catalog.Draft;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.declare.Wording;
import dev.segue.operation.CreateTable.NewColumn;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@link CreateTable} asks for. */
final class CreateTableResolver {

    private final CreateTable operation;
    private final Resolution resolution;
    private final TableName name;

    CreateTableResolver(CreateTable operation, Resolution resolution) {
        this.operation = operation;
        this.resolution = resolution;
        this.name = resolution.name(ObjectName.parse(operation.name()));
    }

    void resolve() {
        if (!Tables.isFree(resolution, "name", name)) {
            return;
        }
        Optional<List<Column>> columns = resolution.columns(
                "columns",
                name,
                new Draft.OfColumns(operation.columns().stream()
                        .map(CreateTableResolver::draft)
                        .toList()));
        if (columns.isEmpty() || !sequencesAreFree(columns.get())) {
            return;
        }
        Table made = new Table(
                resolution.newIdentity(),
                name,
                columns.get(),
                List.of(),
                List.of(),
                Table.Attachments.NONE.withComment(operation.comment()));
        resolution.put(withConstraints(made));
    }

    private Table withConstraints(Table bare) {
        Table made = bare;
        List<String> key = operation.columns().stream()
                .filter(NewColumn::pk)
                .map(NewColumn::name)
                .toList();
        if (!key.isEmpty()) {
            made = with(
                    made,
                    "columns",
                    resolution.fit(name.name() + "_pkey"),
                    new Draft.PrimaryKey(key, Draft.Storage.STANDARD, Draft.Deferral.AT_ONCE));
        }
        for (int n = 0;
                operation.constraints() != null && n < operation.constraints().size();
                n++) {
            made = with(
                    made,
                    Wording.item("constraints", n) + ".",
                    operation.constraints().get(n));
        }
        for (int n = 0; n < operation.columns().size(); n++) {
            made = ofColumn(
                    made, Wording.item("columns", n) + ".", operation.columns().get(n));
        }
        return made;
    }

    private Table ofColumn(Table table, String path, NewColumn column) {
        Table made = table;
        if (column.unique()) {
            String key = resolution.fit(name.name() + "_" + column.name() + "_key");
            made = with(
                    made,
                    path + "unique",
                    key,
                    new Draft.Unique(List.of(column.name()), false, Draft.Storage.STANDARD, Draft.Deferral.AT_ONCE));
        }
        if (column.check() != null) {
            made = with(
                    made,
                    path + "check.constraint",
                    column.check().name(),
                    new Draft.Check(column.check().constraint(), column.check().noInherit()));
        }
        if (column.references() != null) {
            made = with(made, path, column.references().constraint(column.name()));
        }
        return made;
    }

    private Table with(Table table, String path, TableConstraint constraint) {
        return constraint
                .draft(resolution, path, table)
                .map(draft -> with(table, path + "name", constraint.name(), draft))
                .orElse(table);
    }

    private Table with(Table table, String path, String constraint, Draft.OfConstraint draft) {
        if (table.constraint(constraint).isPresent()) {
            resolution.refuse(path, "there are two constraints " + constraint, "give one of them another name");
            return table;
        }
        boolean indexed = !(draft instanceof Draft.Check) && !(draft instanceof Draft.ForeignKey);
        if (indexed && !Tables.isFree(resolution, path, new TableName(name.schema(), constraint))) {
            return table;
        }
        Optional<Constraint> made = resolution.constraint(path, table, constraint, draft);
        return made.map(c -> CreateConstraint.with(table, c)).orElse(table);
    }

    /** A serial column draws from a sequence that comes with the table. */
    private boolean sequencesAreFree(List<Column> columns) {
        boolean free = true;
        for (int n = 0; n < columns.size(); n++) {
            if (Columns.isSerial(operation.columns().get(n).type())) {
                TableName sequence = new TableName(
                        name.schema(),
                        resolution.fit(name.name() + "_" + columns.get(n).name() + "_seq"));
                free &= Tables.isFree(resolution, Wording.item("columns", n), sequence);
            }
        }
        return free;
    }

    private static Draft.NewColumn draft(NewColumn column) {
        return new Draft.NewColumn(
                column.name(), column.type(), column.nullable() && !column.pk(), origin(column), column.comment());
    }

    private static Column.Origin origin(NewColumn column) {
        if (column.generated() == null) {
            @Nullable String given = column.defaultValue();
            return given == null ? Column.Origin.NONE : new Column.Origin(Generation.DEFAULT, given);
        }
        CreateTable.Identity identity = column.generated().identity();
        if (identity == null) {
            return new Column.Origin(Generation.STORED, column.generated().expression());
        }
        Generation generation = identity.userSpecifiedValues().equals("ALWAYS")
                ? Generation.IDENTITY_ALWAYS
                : Generation.IDENTITY_BY_DEFAULT;
        return new Column.Origin(generation, identity.sequenceOptions());
    }
}
