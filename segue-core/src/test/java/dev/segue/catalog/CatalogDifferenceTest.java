package dev.segue.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.catalog.CatalogChange.AddColumns;
import dev.segue.catalog.CatalogChange.AddConstraint;
import dev.segue.catalog.CatalogChange.CreateTable;
import dev.segue.catalog.CatalogChange.DropColumns;
import dev.segue.catalog.CatalogChange.DropTable;
import dev.segue.catalog.CatalogChange.RenameColumn;
import dev.segue.catalog.CatalogChange.SetNullable;
import dev.segue.catalog.CatalogChange.ValidateConstraint;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogDifferenceTest {

    private static final TableName ORDERS = new TableName("public", "orders");
    private static final Column ID = Column.plain("1", "id", "bigint", false);
    private static final Column CITY = Column.plain("2", "city", "text", true);
    private static final Table TABLE = new Table(
            "t",
            ORDERS,
            List.of(ID, CITY),
            List.of(new Constraint.PrimaryKey("orders_pkey", List.of("id"), null)),
            List.of(new Index("orders_city_idx", List.of("city"), false, "USING btree (city)", null)),
            Table.Attachments.NONE);

    @Test
    void equalCatalogsDoNotDiffer() {
        assertThat(CatalogDifference.between(catalog(TABLE), catalog(TABLE))).isEmpty();
    }

    @Test
    void aRenamedColumnIsNotADropAndAnAdd() {
        Table renamed = TABLE.mapColumns(c -> c.equals(CITY) ? c.withName("town") : c);

        assertThat(CatalogDifference.between(catalog(TABLE), catalog(renamed)))
                .containsExactly(new RenameColumn(ORDERS, "city", "town"));
    }

    @Test
    void whatGoesWithAColumnIsNotDroppedOnceMore() {
        assertThat(CatalogDifference.between(catalog(TABLE), catalog(TABLE.without(List.of("city")))))
                .containsExactly(new DropColumns(ORDERS, List.of("city")));
    }

    @Test
    void tablesComeBeforeWhatRefersToThemAndTighteningBeforeDrops() {
        Table parent = new Table(
                "p",
                new TableName("public", "addresses"),
                List.of(Column.plain("3", "id", "bigint", false)),
                List.of(),
                List.of(),
                Table.Attachments.NONE);
        Constraint.ForeignKey key = new Constraint.ForeignKey(
                "orders_fkey", List.of("address_id"), parent.name(), List.of("id"), false, null);
        Column reference = Column.plain("4", "address_id", "bigint", true);
        Table expanded = TABLE.plus(reference).plus(key);

        assertThat(CatalogDifference.between(catalog(TABLE), Catalog.of(List.of(expanded, parent))))
                .containsExactly(
                        new CreateTable(parent),
                        new AddColumns(ORDERS, List.of(reference)),
                        new AddConstraint(ORDERS, key));
        Constraint.ForeignKey validated = new Constraint.ForeignKey(
                "orders_fkey", List.of("address_id"), parent.name(), List.of("id"), true, null);
        Table after = TABLE.without(List.of("city"))
                .plus(reference.withNullable(false))
                .plus(validated);
        assertThat(CatalogDifference.between(Catalog.of(List.of(expanded, parent)), Catalog.of(List.of(after, parent))))
                .containsExactly(
                        new ValidateConstraint(ORDERS, validated),
                        new SetNullable(ORDERS, "address_id", false),
                        new DropColumns(ORDERS, List.of("city")));
    }

    @Test
    void aTableThatNobodyAsksForGoes() {
        assertThat(CatalogDifference.between(catalog(TABLE), Catalog.of(List.of())))
                .containsExactly(new DropTable(ORDERS));
    }

    private static Catalog catalog(Table table) {
        return Catalog.of(List.of(table));
    }
}
