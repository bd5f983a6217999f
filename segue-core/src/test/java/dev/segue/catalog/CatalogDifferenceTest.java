package dev.segue.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.catalog.CatalogChange.AddColumns;
import dev.segue.catalog.CatalogChange.AddConstraint;
import dev.segue.catalog.CatalogChange.CreateIndex;
import dev.segue.catalog.CatalogChange.CreateTable;
import dev.segue.catalog.CatalogChange.DropColumns;
import dev.segue.catalog.CatalogChange.DropConstraint;
import dev.segue.catalog.CatalogChange.DropIndex;
import dev.segue.catalog.CatalogChange.DropTable;
import dev.segue.catalog.CatalogChange.RenameColumn;
import dev.segue.catalog.CatalogChange.RenameConstraint;
import dev.segue.catalog.CatalogChange.RenameIndex;
import dev.segue.catalog.CatalogChange.RenameTable;
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
            List.of(Constraint.PrimaryKey.of("k1", "orders_pkey", List.of("id"))),
            List.of(new Index("i1", "orders_city_idx", List.of("city"), false, "USING btree (city)", null)),
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
        Constraint.ForeignKey key = Constraint.ForeignKey.of(
                        "k2", "orders_fkey", List.of("address_id"), parent.name(), List.of("id"))
                .withValidated(false);
        Column reference = Column.plain("4", "address_id", "bigint", true);
        Table expanded = TABLE.plus(reference).plus(key);

        assertThat(CatalogDifference.between(catalog(TABLE), Catalog.of(List.of(expanded, parent))))
                .containsExactly(
                        new CreateTable(parent),
                        new AddColumns(ORDERS, List.of(reference)),
                        new AddConstraint(ORDERS, key));
        Constraint.ForeignKey validated = key.withValidated(true);
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

    @Test
    void aRenamedConstraintOrIndexIsNotADropAndAnAdd() {
        Constraint key = TABLE.constraints().getFirst();
        Index index = TABLE.indexes().getFirst();
        Table renamed = TABLE.withConstraints(List.of(key.withName("orders_key")))
                .withIndexes(List.of(index.withName("by_city")));

        assertThat(CatalogDifference.between(catalog(TABLE), catalog(renamed)))
                .containsExactly(
                        new RenameConstraint(ORDERS, key, "orders_key"),
                        new RenameIndex(ORDERS, index, "by_city", null));
    }

    @Test
    void whatAnOlderPlanKnowsByNameOnlyIsTheSame() {
        Index index = TABLE.indexes().getFirst();
        Index byName = new Index("orders_city_idx", index.name(), index.columns(), false, index.definition(), null);

        assertThat(CatalogDifference.between(catalog(TABLE), catalog(TABLE.withIndexes(List.of(byName)))))
                .isEmpty();
    }

    @Test
    void anotherCheckOfTheSameNameTakesTheOldOnesPlace() {
        Constraint old = check("k7", "positive", "CHECK ((id > 0))");
        Constraint other = check("k8", "positive", "CHECK ((id > 10))");

        assertThat(CatalogDifference.between(catalog(TABLE.plus(old)), catalog(TABLE.plus(other))))
                .containsExactly(new DropConstraint(ORDERS, old), new AddConstraint(ORDERS, other));
    }

    @Test
    void anIndexMakesRoomForTheKeyThatTakesItsNameAndTheOtherWayRound() {
        Index index = TABLE.indexes().getFirst();
        Table indexed = TABLE.withIndexes(List.of(index));
        Constraint key =
                new Constraint.Unique("k9", index.name(), List.of("city"), "UNIQUE (city)", index.name(), null);
        Table keyed = TABLE.withIndexes(List.of()).plus(key);

        assertThat(CatalogDifference.between(catalog(indexed), catalog(keyed)))
                .containsExactly(new DropIndex(ORDERS, index), new AddConstraint(ORDERS, key));
        assertThat(CatalogDifference.between(catalog(keyed), catalog(indexed)))
                .containsExactly(new DropConstraint(ORDERS, key), new CreateIndex(ORDERS, index));
    }

    @Test
    void aNameIsGivenUpBeforeItIsTaken() {
        Table chain = TABLE.mapColumns(c -> c.withName(c.equals(ID) ? "city" : "town"));

        assertThat(CatalogDifference.between(catalog(TABLE), catalog(chain)))
                .containsExactly(new RenameColumn(ORDERS, "city", "town"), new RenameColumn(ORDERS, "id", "city"));
        assertThat(CatalogDifference.between(catalog(chain), catalog(TABLE)))
                .containsExactly(new RenameColumn(ORDERS, "city", "id"), new RenameColumn(ORDERS, "town", "city"));
    }

    @Test
    void aColumnThatGoesMakesRoomForTheOneThatTakesItsName() {
        Table replaced = TABLE.without(List.of("city")).mapColumns(c -> c.withName("city"));

        assertThat(CatalogDifference.between(catalog(TABLE), catalog(replaced)))
                .containsExactly(new DropColumns(ORDERS, List.of("city")), new RenameColumn(ORDERS, "id", "city"));
    }

    @Test
    void aPrimaryKeyComesAfterNotNullAndGoesBeforeIt() {
        Table keyless = TABLE.withConstraints(List.of()).mapColumns(c -> c.withNullable(true));
        Table keyed = TABLE.mapColumns(c -> c.withNullable(!c.equals(ID)));
        Constraint key = TABLE.constraints().getFirst();

        assertThat(CatalogDifference.between(catalog(keyless), catalog(keyed)))
                .containsExactly(new SetNullable(ORDERS, "id", false), new AddConstraint(ORDERS, key));
        assertThat(CatalogDifference.between(catalog(keyed), catalog(keyless)))
                .containsExactly(new DropConstraint(ORDERS, key), new SetNullable(ORDERS, "id", true));
    }

    @Test
    void namesThatGoRoundInACircleWaitForEachOther() {
        Table swapped = TABLE.mapColumns(c -> c.withName(c.equals(ID) ? "city" : "id"));

        assertThat(CatalogDifference.between(catalog(TABLE), catalog(swapped)))
                .containsExactly(
                        new RenameColumn(ORDERS, "id", "segue_aside_1"),
                        new RenameColumn(ORDERS, "city", "id"),
                        new RenameColumn(ORDERS, "segue_aside_1", "city"));
    }

    @Test
    void tablesAndIndexesOfOneSchemaShareTheirNames() {
        Index index = TABLE.indexes().getFirst();
        TableName taken = new TableName("public", "orders_city_idx");
        Table renamed = new Table(
                "t",
                taken,
                TABLE.columns(),
                TABLE.constraints(),
                List.of(index.withName("by_city")),
                TABLE.attachments());

        assertThat(CatalogDifference.between(catalog(TABLE), catalog(renamed)))
                .containsExactly(new RenameIndex(ORDERS, index, "by_city", null), new RenameTable(ORDERS, taken));
        assertThat(CatalogDifference.between(catalog(renamed), catalog(TABLE)))
                .containsExactly(
                        new RenameTable(taken, ORDERS),
                        new RenameIndex(ORDERS, index.withName("by_city"), "orders_city_idx", null));
    }

    private static Constraint check(String identity, String name, String definition) {
        return new Constraint.Check(identity, name, List.of("id"), definition, true, null);
    }

    private static Catalog catalog(Table table) {
        return Catalog.of(List.of(table));
    }
}
