package dev.segue.operation;

import dev.segue.catalog.Index;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.Suggestions;
import dev.segue.declare.Text;
import java.util.List;
import java.util.Optional;

/** Takes an index away. */
@Description("Takes an index away.")
public record DropIndex(
        @Description("The index: index or schema.index.") @Text(pattern = ObjectName.PATTERN)
        String name) implements Operation {

    public DropIndex {
        var faults = new Faults();
        Identifiers.checkObject(faults, "name", name);
        faults.throwIfAny();
    }

    @Override
    public void resolve(Resolution resolution) {
        TableName index = resolution.name(ObjectName.parse(name));
        List<Table> tables = resolution.after().list().stream()
                .filter(t -> t.name().schema().equals(index.schema()))
                .toList();
        Optional<Table> holder =
                tables.stream().filter(t -> t.index(index.name()).isPresent()).findFirst();
        if (holder.isPresent()) {
            drop(resolution, holder.get(), index.name());
            return;
        }
        Optional<Table> key = tables.stream()
                .filter(t ->
                        t.constraint(index.name()).filter(c -> c.hasIndex()).isPresent())
                .findFirst();
        if (key.isPresent()) {
            resolution.refuse(
                    "name",
                    "index " + index + " belongs to the constraint of that name",
                    "write drop_constraint: { table: "
                            + new ObjectName(index.schema(), key.get().name().name()) + ", name: " + index.name()
                            + " }");
            return;
        }
        List<String> names = tables.stream()
                .flatMap(t -> t.indexes().stream())
                .map(Index::name)
                .toList();
        resolution.refuse(
                "name",
                "there is no index " + index + Suggestions.didYouMean(index.name(), names),
                "indexes: " + (names.isEmpty() ? "none in schema " + index.schema() : Tables.shortList(names)));
    }

    private static void drop(Resolution resolution, Table table, String name) {
        Index index = table.index(name).orElseThrow();
        if (index.unique()
                && References.refuseIfReferred(resolution, "name", table, index.columns(), "index " + name)) {
            return;
        }
        resolution.put(table.withIndexes(
                table.indexes().stream().filter(i -> !i.equals(index)).toList()));
    }
}
