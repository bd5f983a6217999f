package dev.segue.postgresql;

import dev.segue.catalog.ObjectChange;
import dev.segue.catalog.SchemaObject;
import dev.segue.catalog.TableName;
import dev.segue.dialect.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Types and sequences as statements, and what uses a type. */
final class SchemaObjects {

    private static final String CATALOG_ONLY = "a change of the catalog only";

    private SchemaObjects() {}

    static List<Statement> make(SchemaObject object) {
        List<Statement> all = new ArrayList<>();
        String name = Sql.id(object.name());
        all.add(statement(
                switch (object.kind()) {
                    case ENUM -> "CREATE TYPE %s AS ENUM %s".formatted(name, object.definition());
                    case DOMAIN -> "CREATE DOMAIN %s %s".formatted(name, object.definition());
                    case SEQUENCE -> "CREATE SEQUENCE %s %s".formatted(name, object.definition());
                }));
        if (object.comment() != null) {
            all.add(statement(
                    "COMMENT ON %s %s IS %s".formatted(words(object.kind()), name, Sql.literal(object.comment()))));
        }
        return all;
    }

    static List<Statement> makeLike(SchemaObject old, SchemaObject made) {
        List<Statement> all = new ArrayList<>(make(made));
        all.add(statement(Sql.fill(
                """
                DO $segue$
                DECLARE r record;
                BEGIN
                    FOR r IN SELECT 'COMMENT ON TYPE ' || {made} || ' IS ' || pg_catalog.quote_literal(pg_catalog.obj_description(t.oid, 'pg_type')) AS does
                             FROM pg_catalog.pg_type t WHERE t.oid = pg_catalog.to_regtype({old}) AND pg_catalog.obj_description(t.oid, 'pg_type') IS NOT NULL
                             UNION ALL
                             SELECT 'REVOKE ALL ON TYPE ' || {made} || ' FROM PUBLIC'
                             FROM pg_catalog.pg_type t WHERE t.oid = pg_catalog.to_regtype({old}) AND t.typacl IS NOT NULL
                             UNION ALL
                             SELECT 'GRANT USAGE ON TYPE ' || {made} || ' TO '
                                    || CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee)) END
                                    || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
                             FROM pg_catalog.pg_type t CROSS JOIN LATERAL pg_catalog.aclexplode(t.typacl) x
                             WHERE t.oid = pg_catalog.to_regtype({old}) AND x.grantee <> t.typowner LOOP
                        EXECUTE r.does;
                    END LOOP;
                    SELECT pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(t.typowner)) AS name INTO r
                    FROM pg_catalog.pg_type t WHERE t.oid = pg_catalog.to_regtype({old});
                    BEGIN
                        EXECUTE 'ALTER TYPE ' || {made} || ' OWNER TO ' || r.name;
                    EXCEPTION WHEN insufficient_privilege THEN
                        NULL; -- an owner that may make nothing in the schema any more; Segue's role stays it
                    END;
                END
                $segue$""", Map.of("old", Sql.literal(Sql.id(old.name())), "made", Sql.literal(Sql.id(made.name()))))));
        return all;
    }

    static List<Statement> takeAway(SchemaObject type) {
        return List.of(isUnchanged(type), statement("DROP TYPE IF EXISTS " + Sql.id(type.name())));
    }

    static Statement drop(SchemaObject object) {
        return statement("DROP %s %s".formatted(words(object.kind()), Sql.id(object.name())));
    }

    /** A value that somebody added meanwhile would be lost. */
    static Statement isUnchanged(SchemaObject type) {
        String values = type.definition().substring(1, type.definition().length() - 1);
        return statement(Sql.fill(
                """
                DO $segue$
                BEGIN
                    IF (SELECT pg_catalog.array_agg(e.enumlabel::pg_catalog.text ORDER BY e.enumsortorder)
                        FROM pg_catalog.pg_enum e WHERE e.enumtypid = pg_catalog.to_regtype({type}))
                       IS DISTINCT FROM NULLIF(ARRAY[{values}]::pg_catalog.text[], '{{}}') AND pg_catalog.to_regtype({type}) IS NOT NULL THEN
                        RAISE EXCEPTION 'the values of the enum % changed since the plan was made', {type}
                            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'roll back, and plan again with all of its values';
                    END IF;
                END
                $segue$""".replace("'{{}}'", "'{}'"), Map.of("type", Sql.literal(Sql.id(type.name())), "values", values)));
    }

    static Statement undoMaking(SchemaObject object, String migration, int attempt, int step) {
        String kept = Sql.fit(migration + "_" + attempt + "_" + object.name().name());
        return statement("""
                DO $segue$
                BEGIN
                    IF EXISTS (SELECT FROM segue.step WHERE migration = %1$s AND attempt = %2$d AND step = %3$d) THEN
                        BEGIN
                            DROP %4$s IF EXISTS %5$s;
                        EXCEPTION WHEN dependent_objects_still_exist THEN
                            -- a table with rows of new code, which a rollback keeps, has it
                            ALTER %4$s %5$s RENAME TO %6$s;
                            ALTER %4$s %7$s SET SCHEMA %8$s;
                        END;
                    END IF;
                END
                $segue$""".formatted(
                        Sql.literal(migration),
                        attempt,
                        step,
                        words(object.kind()),
                        Sql.id(object.name()),
                        Sql.id(kept),
                        Sql.id(new TableName(object.name().schema(), kept)),
                        Sql.id(Sql.SCHEMA)));
    }

    static Statement rename(SchemaObject object, String to) {
        return statement("ALTER %s %s RENAME TO %s".formatted(words(object.kind()), Sql.id(object.name()), Sql.id(to)));
    }

    static Statement alter(SchemaObject object, String words) {
        return statement("ALTER %s %s %s".formatted(words(object.kind()), Sql.id(object.name()), words));
    }

    /** The first statement keeps everybody from taking a number until this is committed; a number is never given twice. */
    static Statement restart(ObjectChange.Restart restart) {
        String sequence = Sql.id(restart.sequence());
        return statement(
                """
                DO $segue$
                BEGIN
                    EXECUTE 'ALTER SEQUENCE ' || %1$s || ' CACHE ' || (SELECT s.seqcache FROM pg_catalog.pg_sequence s WHERE s.seqrelid = pg_catalog.to_regclass(%1$s));
                    IF (SELECT s.last_value FROM %2$s s) %3$s %4$d THEN
                        ALTER SEQUENCE %2$s RESTART WITH %4$d;
                    END IF;
                END
                $segue$""".formatted(Sql.literal(sequence), sequence, restart.ascending() ? "<" : ">", restart.value()));
    }

    static Statement addValue(ObjectChange.AddValue added) {
        String place = added.neighbour() == null
                ? ""
                : (added.before() ? " BEFORE " : " AFTER ") + Sql.literal(added.neighbour());
        return statement("ALTER TYPE %s ADD VALUE IF NOT EXISTS %s%s"
                .formatted(Sql.id(added.type()), Sql.literal(added.value()), place));
    }

    private static Statement statement(String sql) {
        return new Statement(sql, Statement.NO_LOCK, CATALOG_ONLY);
    }

    private static String words(SchemaObject.Kind kind) {
        return switch (kind) {
            case ENUM -> "TYPE";
            case DOMAIN -> "DOMAIN";
            case SEQUENCE -> "SEQUENCE";
        };
    }
}
