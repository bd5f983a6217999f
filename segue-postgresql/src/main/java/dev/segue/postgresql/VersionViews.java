package dev.segue.postgresql;

import dev.segue.catalog.Grant;
import dev.segue.catalog.TableName;
import dev.segue.catalog.VersionSchema;
import dev.segue.dialect.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The views of a version schema. The server ties a view to its table and columns by number, so the views follow every
 * rename by themselves: seal and unseal need no statement here.
 */
final class VersionViews {

    /** What a view can carry out for its table; the other privileges on tables mean nothing on a view. */
    private static final Set<String> PRIVILEGES = Set.of("SELECT", "INSERT", "UPDATE", "DELETE");

    private static final String MARK_COMMENT =
            "Segue's own: tells by which shape a row was written. Always the last column.";

    private final VersionSchema version;

    VersionViews(VersionSchema version) {
        this.version = version;
    }

    /** {@return what makes the schema with its views} */
    List<Statement> make(String migration) {
        List<Statement> all = new ArrayList<>();
        all.add(Statement.free("CREATE SCHEMA " + Sql.id(version.name()), "holds the views of one shape"));
        all.add(Statement.free(
                "COMMENT ON SCHEMA %s IS %s"
                        .formatted(Sql.id(version.name()), Sql.literal(Versions.comment(version.base(), migration))),
                "tells it from the application's schemas"));
        all.add(usage());
        for (VersionSchema.View view : version.views()) {
            all.add(new Statement(
                    definition("CREATE", view, view.table(), false),
                    "ACCESS SHARE on " + view.table() + ", instant",
                    "the names of this shape; rights and row security stay those of whoever asks"));
            defaults(all, view);
            comments(all, view);
            grants(all, view);
        }
        owners(all);
        return all;
    }

    /** {@return what takes the mark and the defaults out of the views, and leaves their columns as they are} */
    List<Statement> settle() {
        List<Statement> all = new ArrayList<>();
        for (VersionSchema.View view : version.views()) {
            String lock = "ACCESS EXCLUSIVE on the view " + name(view) + ", instant";
            List<String> defaulted = Stream.concat(
                            view.columns().stream()
                                    .filter(c -> c.defaultExpression() != null)
                                    .map(VersionSchema.Shown::name),
                            view.marked().stream().map(VersionSchema.Mark::column))
                    .toList();
            if (!defaulted.isEmpty()) {
                all.add(new Statement(
                        "ALTER VIEW %s %s"
                                .formatted(
                                        id(view),
                                        Sql.list(defaulted, c -> "ALTER COLUMN " + Sql.id(c) + " DROP DEFAULT")),
                        lock,
                        "the table has its own by now"));
            }
            if (view.marked().isPresent()) {
                all.add(new Statement(
                        definition("CREATE OR REPLACE", view, view.sealed(), true),
                        lock,
                        "the mark can go; a prepared SELECT * keeps its columns"));
            }
        }
        return all;
    }

    /** {@return what drops the views and the schema, whatever of it there is, and nothing of anybody else's} */
    List<Statement> drop() {
        return List.of(new Statement(
                Sql.fill(
                        DROP,
                        Map.of(
                                "schema", Sql.literal(version.name()),
                                "mark", Sql.literal(Versions.PREFIX),
                                "views",
                                        version.views().isEmpty()
                                                ? "NULL"
                                                : Sql.list(version.views(), v -> Sql.literal(v.name())))),
                "ACCESS EXCLUSIVE on the views of " + version.name() + ", instant",
                "only what Segue made; an object of somebody else is named, and stays"));
    }

    /**
     * A schema of that name that is not Segue's is let alone: the making failed because of it. Default privileges in the
     * schema go with it (their dependency is automatic). A view of ours that is gone is not missed.
     */
    private static final String DROP = """
            DO $segue$
            DECLARE
                version pg_catalog.oid := (SELECT n.oid FROM pg_catalog.pg_namespace n
                                           WHERE n.nspname = {schema}
                                             AND pg_catalog.starts_with(pg_catalog.obj_description(n.oid, 'pg_namespace'), {mark}));
                views pg_catalog.oid[] := ARRAY(SELECT c.oid FROM pg_catalog.pg_class c
                                                WHERE c.relnamespace = version AND c.relkind = 'v' AND c.relname IN ({views}) ORDER BY c.relname);
                others pg_catalog.text;
                gone pg_catalog.text;
            BEGIN
                IF version IS NULL THEN
                    RETURN;
                END IF;
                SELECT pg_catalog.string_agg(DISTINCT o.what, ', ') INTO others FROM (
                    SELECT pg_catalog.pg_describe_object(d.classid, d.objid, 0) AS what
                    FROM pg_catalog.pg_depend d
                    WHERE d.refclassid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.refobjid = version AND d.deptype = 'n'
                      AND NOT (d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = ANY (views))
                    UNION ALL
                    SELECT pg_catalog.pg_describe_object('pg_catalog.pg_class'::pg_catalog.regclass, r.ev_class, 0)
                    FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
                    WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                      AND d.refobjid = ANY (views) AND r.ev_class <> ALL (views)
                    UNION ALL
                    SELECT pg_catalog.pg_describe_object(d.classid, d.objid, 0)
                    FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                      AND d.refobjid = ANY (views)) o;
                IF others IS NOT NULL THEN
                    RAISE EXCEPTION USING ERRCODE = 'dependent_objects_still_exist',
                        MESSAGE = pg_catalog.format('the version schema %I cannot be dropped: it holds, or its views are used by, %s', {schema}, others),
                        HINT = 'Segue made none of these. Drop them, or move them to another schema; then run this again.';
                END IF;
                SELECT pg_catalog.string_agg(pg_catalog.format('%I.%I', {schema}, c.relname), ', ' ORDER BY c.relname) INTO gone
                FROM pg_catalog.pg_class c WHERE c.oid = ANY (views);
                IF gone IS NOT NULL THEN
                    EXECUTE 'DROP VIEW ' || gone;
                END IF;
                EXECUTE pg_catalog.format('DROP SCHEMA %I', {schema});
            END
            $segue$""";

    /** Whoever finds the tables finds the views; a schema whose rights were never changed gives them to its owner alone. */
    private Statement usage() {
        return Statement.free(
                """
                DO $segue$
                DECLARE r record;
                BEGIN
                    FOR r IN SELECT CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee)) END AS grantee,
                                    CASE WHEN pg_catalog.bool_or(x.is_grantable) THEN ' WITH GRANT OPTION' ELSE '' END AS option
                             FROM pg_catalog.pg_namespace n
                             CROSS JOIN LATERAL pg_catalog.aclexplode(COALESCE(n.nspacl, pg_catalog.acldefault('n', n.nspowner))) x
                             WHERE n.nspname = %s AND x.privilege_type = 'USAGE'
                             GROUP BY x.grantee LOOP
                        EXECUTE pg_catalog.format('GRANT USAGE ON SCHEMA %%I TO %%s%%s', %s, r.grantee, r.option);
                    END LOOP;
                END
                $segue$""".formatted(Sql.literal(version.base()), Sql.literal(version.name())),
                "whoever finds the tables finds the views");
    }

    private String definition(String create, VersionSchema.View view, TableName table, boolean settled) {
        List<String> columns = new ArrayList<>();
        for (VersionSchema.Shown shown : view.columns()) {
            columns.add(
                    "t.%s AS %s".formatted(Sql.id(settled ? shown.sealed() : shown.column()), Sql.id(shown.name())));
        }
        view.marked()
                .ifPresent(mark -> columns.add(
                        settled
                                ? "NULL::%s AS %s".formatted(mark.type(), Sql.id(mark.column()))
                                : "t." + Sql.id(mark.column())));
        return "%s VIEW %s WITH (security_invoker = true) AS\nSELECT %s\nFROM %s AS t"
                .formatted(create, id(view), String.join(", ", columns), Sql.id(table));
    }

    private void defaults(List<Statement> all, VersionSchema.View view) {
        List<String> actions = new ArrayList<>();
        for (VersionSchema.Shown shown : view.columns()) {
            if (shown.defaultExpression() != null) {
                actions.add(
                        "ALTER COLUMN %s SET DEFAULT %s".formatted(Sql.id(shown.name()), shown.defaultExpression()));
            }
        }
        view.marked()
                .ifPresent(mark ->
                        actions.add("ALTER COLUMN %s SET DEFAULT %s".formatted(Sql.id(mark.column()), mark.written())));
        if (!actions.isEmpty()) {
            all.add(Statement.free(
                    "ALTER VIEW %s %s".formatted(id(view), String.join(", ", actions)),
                    "an INSERT through the view is told from one into the table"));
        }
    }

    private void comments(List<Statement> all, VersionSchema.View view) {
        String comment = view.attachments().comment();
        if (comment != null) {
            all.add(Statement.free(
                    "COMMENT ON VIEW %s IS %s".formatted(id(view), Sql.literal(comment)), "carried over"));
        }
        for (VersionSchema.Shown shown : view.columns()) {
            if (shown.comment() != null) {
                all.add(Statement.free(column(view, shown.name(), shown.comment()), "carried over"));
            }
        }
        view.marked()
                .ifPresent(mark -> all.add(Statement.free(column(view, mark.column(), MARK_COMMENT), "for people")));
    }

    private String column(VersionSchema.View view, String column, String comment) {
        return "COMMENT ON COLUMN %s.%s IS %s".formatted(id(view), Sql.id(column), Sql.literal(comment));
    }

    private record Grantee(String role, boolean grantable) {}

    private void grants(List<Statement> all, VersionSchema.View view) {
        Map<Grantee, List<String>> privileges = new LinkedHashMap<>();
        for (Grant grant : view.attachments().grants()) {
            if (PRIVILEGES.contains(grant.privilege())) {
                privileges
                        .computeIfAbsent(new Grantee(grant.grantee(), grant.grantable()), g -> new ArrayList<>())
                        .add(grant.privilege() + (grant.column() == null ? "" : " (" + Sql.id(grant.column()) + ")"));
            }
        }
        privileges.forEach((grantee, granted) -> all.add(Statement.free(
                "GRANT %s ON %s TO %s%s"
                        .formatted(
                                String.join(", ", granted),
                                id(view),
                                grantee.role().isEmpty() ? "PUBLIC" : Sql.id(grantee.role()),
                                grantee.grantable() ? " WITH GRANT OPTION" : ""),
                "carried over; the table's own grants are asked too")));
    }

    /** The table's owner owns the view too. Where Segue's role may not give it away, he may use it like the table. */
    private void owners(List<Statement> all) {
        Map<String, List<VersionSchema.View>> owned = version.views().stream()
                .filter(v -> v.attachments().owner() != null)
                .collect(Collectors.groupingBy(
                        v -> Objects.requireNonNull(v.attachments().owner()), LinkedHashMap::new, Collectors.toList()));
        owned.forEach((owner, views) -> all.add(Statement.free(
                Sql.fill(
                        """
                        DO $segue$
                        BEGIN
                            IF current_user = {owner_text} THEN
                                RETURN;
                            END IF;
                            GRANT CREATE ON SCHEMA {schema} TO {owner};
                            {alter}
                            REVOKE CREATE ON SCHEMA {schema} FROM {owner};
                        EXCEPTION WHEN insufficient_privilege THEN
                            GRANT SELECT, INSERT, UPDATE, DELETE ON {views} TO {owner};
                        END
                        $segue$""",
                        Map.of(
                                "owner_text", Sql.literal(owner),
                                "owner", Sql.id(owner),
                                "schema", Sql.id(version.name()),
                                "alter",
                                        views.stream()
                                                .map(v -> "ALTER VIEW %s OWNER TO %s;".formatted(id(v), Sql.id(owner)))
                                                .collect(Collectors.joining("\n    ")),
                                "views", Sql.list(views, this::id))),
                "the same owner as the table, where Segue's role may give it")));
    }

    private String id(VersionSchema.View view) {
        return Sql.id(name(view));
    }

    private TableName name(VersionSchema.View view) {
        return new TableName(version.name(), view.name());
    }
}
