package dev.segue.postgresql;

import dev.segue.catalog.CatalogChange.AddHardDelete;
import dev.segue.catalog.CatalogChange.DropHardDelete;
import dev.segue.catalog.HardDelete;
import dev.segue.dialect.Statement;
import java.util.List;

/**
 * Triggers that delete a row as soon as it is marked as deleted. The statement that marks it has found the row and says so;
 * what the server does to rows that refer to it is what it does on DELETE, for that is what happens.
 */
final class HardDeletes {

    private HardDeletes() {}

    static List<Statement> make(AddHardDelete add) {
        HardDelete delete = add.hardDelete();
        String same = Sql.all(delete.key(), k -> "t.%1$s OPERATOR(pg_catalog.=) NEW.%1$s".formatted(Sql.id(k)));
        String table = Sql.id(delete.table());
        return List.of(
                Plpgsql.trigger(
                        function(delete),
                        "",
                        """
                        IF TG_OP OPERATOR(pg_catalog.=) 'INSERT' THEN
                            RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state', MESSAGE = %1$s, HINT = %2$s;
                        END IF;
                        DELETE FROM %3$s t WHERE %4$s;
                        IF NOT FOUND AND EXISTS (SELECT FROM %3$s t WHERE %4$s) THEN
                            RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state', MESSAGE = %5$s, HINT = %6$s;
                        END IF;
                        RETURN NULL;
                        """.formatted(
                                Sql.literal("a row of %s that is marked as deleted in %s cannot be inserted yet"
                                        .formatted(delete.table(), delete.column())),
                                Sql.literal("Code is at work that would find it. Insert it after segue contract "
                                        + delete.migration() + "."),
                                table,
                                same,
                                Sql.literal(
                                        "a row of %s cannot be marked as deleted in %s: a trigger keeps it from being deleted"
                                                .formatted(delete.table(), delete.column())),
                                Sql.literal("Until segue contract " + delete.migration()
                                        + ", what is marked is deleted, for code is at work that would find it.")),
                        "until contract, what is marked is deleted: old code must not find it"),
                new Statement(
                        "CREATE TRIGGER %s AFTER INSERT OR UPDATE ON %s FOR EACH ROW WHEN (NEW.%s%s) EXECUTE FUNCTION %s()"
                                .formatted(
                                        trigger(delete),
                                        table,
                                        Sql.id(delete.column()),
                                        delete.flag() ? "" : " IS NOT NULL",
                                        function(delete)),
                        "SHARE ROW EXCLUSIVE on " + delete.table() + ", instant",
                        "fires for marked rows only"));
    }

    static List<Statement> drop(DropHardDelete drop) {
        return List.of(
                new Statement(
                        "DROP TRIGGER IF EXISTS %s ON %s".formatted(trigger(drop.hardDelete()), Sql.id(drop.table())),
                        "ACCESS EXCLUSIVE on " + drop.table() + ", instant",
                        "a change of the catalog only"),
                new Statement(
                        "DROP FUNCTION IF EXISTS %s()".formatted(function(drop.hardDelete())),
                        Statement.NO_LOCK,
                        "only the trigger used it"));
    }

    private static String trigger(HardDelete delete) {
        return LookupNames.of(delete.migration(), 1).last("delete_" + delete.number());
    }

    private static String function(HardDelete delete) {
        return LookupNames.of(delete.migration(), 1).function("delete_" + delete.number());
    }
}
