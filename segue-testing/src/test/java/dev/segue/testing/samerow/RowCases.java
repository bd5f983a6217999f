package dev.segue.testing.samerow;

import static dev.segue.testing.samerow.RowCase.NEW;
import static dev.segue.testing.samerow.RowCase.OLD;

import dev.segue.testing.oracle.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The operations on the columns of one table, each as old and as new code sees it. A new one is one more entry. New code
 * sets no column to NULL that is NULL until it is filled: that would change nothing.
 */
final class RowCases {

    private static final String SPLIT = """
            - split_column:
                table: customers
                column: name
                into:
                  - { name: first_name, type: text, up: "split_part(name, '/', 1)" }
                  - { name: last_name, type: text, up: "split_part(name, '/', 2)" }
                down: first_name || '/' || last_name
            """;
    private static final String TO_TEXT =
            "- alter_column: { table: customers, column: price, type: text, up: \"'EUR ' || price\", down: \"substr(price, 5)::bigint\" }\n";
    private static final String UPPER =
            "- alter_column: { table: customers, column: code, type: text, up: upper(code), down: lower(code) }\n";

    private static final String NOT_NULL =
            "- alter_column: { table: customers, column: kind, nullable: false, up: \"coalesce(kind, 'none')\", down: \"nullif(kind, 'none')\" }\n";
    private static final String MERGE = """
            - merge_columns:
                table: customers
                columns:
                  - { name: street, down: "split_part(place, '/', 1)" }
                  - { name: city, down: "nullif(split_part(place, '/', 2), '')" }
                into: { name: place, type: text }
                up: street || '/' || coalesce(city, '')
            """;

    private RowCases() {}

    static List<RowCase> all() {
        return List.of(
                addColumn(),
                addCalculatedColumn(),
                dropColumn(),
                alterType(),
                alterUpAndDown(),
                alterLossy(),
                alterNotNull(),
                renameColumn(),
                renameTable(),
                splitColumn(),
                mergeColumns(),
                several());
    }

    private static RowCase of(
            String name,
            String operations,
            List<Field> fields,
            RowCode old,
            RowCode fresh,
            List<Agreement> agreements) {
        return new RowCase(name, operations, fields, old, fresh, agreements, Map.of());
    }

    private static Field text(int index, String name) {
        return Field.sharedText(index, name);
    }

    private static RowCase addColumn() {
        Field name = text(0, "name");
        Field label = text(1, "label");
        Field total = Field.sharedNumber(2, "total");
        return of(
                        "add_column",
                        "- add_column: { table: customers, column: { name: label, type: text }, up: \"'label ' || substr(name, 6)\" }\n",
                        List.of(name, label, total),
                        RowCode.of(OLD, CodeColumn.of("name", name).with(label), CodeColumn.of("total", total)),
                        RowCode.of(
                                NEW,
                                CodeColumn.of("name", name).with(label),
                                CodeColumn.of("label", label),
                                CodeColumn.of("total", total)),
                        List.of(Agreement.same(0, 0), Agreement.same(1, 2)))
                .following(label, name);
    }

    /** The engine compares what is calculated, in every phase. */
    private static RowCase addCalculatedColumn() {
        Field name = text(0, "name");
        Field total = Field.sharedNumber(1, "total");
        return of(
                "add_calculated_column",
                "- add_calculated_column: { table: customers, column: { name: label, type: text }, value: \"'label of ' || name || total\" }\n",
                List.of(name, total),
                RowCode.of(OLD, CodeColumn.of("name", name), CodeColumn.of("total", total)),
                RowCode.of(NEW, CodeColumn.of("name", name), CodeColumn.of("total", total)),
                List.of(Agreement.same(0, 0), Agreement.same(1, 1)));
    }

    /** New code writes the calculated column all the same. */
    static RowCase calculatedAndWritten() {
        Field name = text(0, "name");
        Field label = text(1, "label");
        return of(
                "add_calculated_column, written",
                "- add_calculated_column: { table: customers, column: { name: label, type: text }, value: \"'label of ' || name\" }\n",
                List.of(name, label),
                RowCode.of(OLD, CodeColumn.of("name", name)),
                RowCode.of(NEW, CodeColumn.of("name", name), CodeColumn.of("label", label)),
                List.of(
                        Agreement.shared(0, 0),
                        Agreement.calculated(0, 1, text -> one("label of " + text.getFirst()))));
    }

    private static RowCase dropColumn() {
        Field code = text(0, "code");
        Field name = text(1, "name");
        return of(
                "drop_column",
                "- drop_column: { table: customers, column: name, down: \"'name ' || substr(code, 6)\" }\n",
                List.of(code, name),
                RowCode.of(OLD, CodeColumn.of("code", code), CodeColumn.of("name", name)),
                RowCode.of(NEW, CodeColumn.of("code", code)),
                List.of(Agreement.same(0, 0)));
    }

    private static RowCase alterType() {
        Field price = Field.sharedNumber(0, "price");
        Field name = text(1, "name");
        return of(
                "alter_column, type",
                "- alter_column: { table: customers, column: price, type: numeric }\n",
                List.of(price, name),
                RowCode.of(OLD, CodeColumn.of("price", price).as("bigint"), CodeColumn.of("name", name)),
                RowCode.of(NEW, CodeColumn.of("price", price), CodeColumn.of("name", name)),
                List.of(Agreement.same(0, 0), Agreement.same(1, 1)));
    }

    private static RowCase alterUpAndDown() {
        Field price = Field.sharedNumber(0, "price");
        Field name = text(1, "name");
        return of(
                "alter_column, up and down",
                TO_TEXT,
                List.of(price, name),
                RowCode.of(OLD, CodeColumn.of("price", price).as("bigint"), CodeColumn.of("name", name)),
                RowCode.of(NEW, CodeColumn.of("price", price).as("text").behind("EUR "), CodeColumn.of("name", name)),
                List.of(inEuros(0, 0), Agreement.same(1, 1)));
    }

    static RowCase alterLossy() {
        Field code = text(0, "code");
        return of(
                "alter_column, neither way injective",
                UPPER,
                List.of(code),
                RowCode.of(OLD, CodeColumn.of("code", code)),
                RowCode.of(NEW, CodeColumn.of("code", code)),
                List.of(inUpperCase(0, 0)));
    }

    static RowCase alterNotNull() {
        Field kind = text(0, "kind");
        return of(
                "alter_column, NOT NULL",
                NOT_NULL,
                List.of(kind),
                RowCode.of(OLD, CodeColumn.of("kind", kind).orNull()),
                RowCode.of(NEW, CodeColumn.of("kind", kind).orNull("none")),
                List.of(orNone(0, 0)));
    }

    private static RowCase renameColumn() {
        Field name = text(0, "name");
        Field code = text(1, "code");
        return of(
                "rename_column",
                "- rename_column: { table: customers, from: name, to: full_name }\n",
                List.of(name, code),
                RowCode.of(
                        OLD,
                        CodeColumn.of("name", name),
                        CodeColumn.of("code", code).orNull()),
                RowCode.of(
                        NEW,
                        CodeColumn.of("full_name", name),
                        CodeColumn.of("code", code).orNull()),
                List.of(Agreement.same(0, 0), Agreement.same(1, 1)));
    }

    private static RowCase renameTable() {
        Field name = text(0, "name");
        return of(
                "rename_table",
                "- rename_table: { from: customers, to: clients }\n",
                List.of(name),
                RowCode.of(OLD, CodeColumn.of("name", name)),
                RowCode.of("public_0008_customers.clients", CodeColumn.of("name", name)),
                List.of(Agreement.same(0, 0)));
    }

    static RowCase splitColumn() {
        Field first = text(0, "first");
        Field last = text(1, "last");
        return of(
                "split_column",
                SPLIT,
                List.of(first, last),
                RowCode.of(OLD, CodeColumn.of("name", first, last)),
                RowCode.of(NEW, CodeColumn.of("first_name", first), CodeColumn.of("last_name", last)),
                List.of(inTwo(0, 0, 1)));
    }

    static RowCase mergeColumns() {
        Field street = text(0, "street");
        Field city = text(1, "city");
        return of(
                "merge_columns",
                MERGE,
                List.of(street, city),
                RowCode.of(
                        OLD,
                        CodeColumn.of("street", street),
                        CodeColumn.of("city", city).orNull()),
                RowCode.of(NEW, CodeColumn.of("place", street, city).orNull("")),
                List.of(inOne(0, 1, 0)));
    }

    /** What one table bears at once; two operations on the price fold into one. */
    static RowCase several() {
        Field first = text(0, "first");
        Field last = text(1, "last");
        Field price = Field.sharedNumber(2, "price");
        Field code = text(3, "code");
        return of(
                "several operations of one table",
                SPLIT
                        + TO_TEXT
                        + "- rename_column: { table: customers, from: price, to: amount }\n"
                        + UPPER
                        + "- rename_table: { from: customers, to: clients }\n",
                List.of(first, last, price, code),
                RowCode.of(
                        OLD,
                        CodeColumn.of("name", first, last),
                        CodeColumn.of("price", price).as("bigint"),
                        CodeColumn.of("code", code).orNull()),
                RowCode.of(
                        "public_0008_customers.clients",
                        CodeColumn.of("first_name", first),
                        CodeColumn.of("last_name", last),
                        CodeColumn.of("amount", price).as("text").behind("EUR "),
                        CodeColumn.of("code", code)),
                List.of(inTwo(0, 0, 1), inEuros(1, 2), inUpperCase(2, 3)));
    }

    /** Every operation on the columns of a table at once. */
    static RowCase everything() {
        Field first = text(0, "first");
        Field last = text(1, "last");
        Field price = Field.sharedNumber(2, "price");
        Field code = text(3, "code");
        Field note = text(4, "note");
        Field gone = text(5, "gone");
        Field street = text(6, "street");
        Field city = text(7, "city");
        Field kind = text(8, "kind");
        Field label = text(9, "label");
        return of(
                "every operation on columns",
                SPLIT + TO_TEXT + UPPER + MERGE + NOT_NULL + """
                - rename_column: { table: customers, from: price, to: amount }
                - add_column: { table: customers, column: { name: label, type: text }, up: "'label of ' || note" }
                - drop_column: { table: customers, column: gone, down: "'gone with ' || note" }
                - rename_column: { table: customers, from: note, to: remark }
                - add_calculated_column: { table: customers, column: { name: size, type: integer }, value: length(remark) }
                - rename_table: { from: customers, to: clients }
                """,
                List.of(first, last, price, code, note, gone, street, city, kind, label),
                RowCode.of(
                        OLD,
                        CodeColumn.of("name", first, last),
                        CodeColumn.of("price", price).as("bigint"),
                        CodeColumn.of("code", code).orNull(),
                        CodeColumn.of("note", note),
                        CodeColumn.of("gone", gone),
                        CodeColumn.of("street", street),
                        CodeColumn.of("city", city).orNull(),
                        CodeColumn.of("kind", kind).orNull()),
                RowCode.of(
                        "public_0008_customers.clients",
                        CodeColumn.of("first_name", first),
                        CodeColumn.of("last_name", last),
                        CodeColumn.of("amount", price).as("text").behind("EUR "),
                        CodeColumn.of("code", code),
                        CodeColumn.of("remark", note).with(label),
                        CodeColumn.of("place", street, city).orNull(""),
                        CodeColumn.of("kind", kind).orNull("none"),
                        CodeColumn.of("label", label)),
                List.of(
                        inTwo(0, 0, 1),
                        inEuros(1, 2),
                        inUpperCase(2, 3),
                        Agreement.same(3, 4),
                        inOne(5, 6, 5),
                        orNone(7, 6),
                        Agreement.added(3, 7, text -> one("label of " + text.getFirst())),
                        Agreement.dropped(4, 4, remark -> one("gone with " + remark.getFirst()))));
    }

    private static Agreement inOne(int first, int last, int merged) {
        return Agreement.of(
                List.of(first, last),
                List.of(merged),
                old -> one(old.getFirst() + "/" + Objects.requireNonNullElse(old.getLast(), "")),
                RowCases::apart);
    }

    private static Agreement orNone(int old, int fresh) {
        return Agreement.of(
                List.of(old),
                List.of(fresh),
                text -> one(Objects.requireNonNullElse(text.getFirst(), "none")),
                text -> one("none".equals(text.getFirst()) ? null : text.getFirst()));
    }

    private static Agreement inTwo(int old, int first, int last) {
        return Agreement.of(
                List.of(old),
                List.of(first, last),
                RowCases::apart,
                fresh -> one(fresh.getFirst() + "/" + fresh.getLast()));
    }

    private static Agreement inEuros(int old, int fresh) {
        return Agreement.of(
                List.of(old),
                List.of(fresh),
                number -> one("EUR " + number.getFirst()),
                label -> one(String.valueOf(label.getFirst()).substring(4)));
    }

    private static Agreement inUpperCase(int old, int fresh) {
        return Agreement.of(
                List.of(old),
                List.of(fresh),
                text -> one(text.getFirst() == null ? null : text.getFirst().toUpperCase(Locale.ROOT)),
                text -> one(text.getFirst() == null ? null : text.getFirst().toLowerCase(Locale.ROOT)));
    }

    private static List<@Nullable String> one(@Nullable String text) {
        return Arrays.asList(text);
    }

    private static List<@Nullable String> apart(List<@Nullable String> merged) {
        String[] parts = String.valueOf(merged.getFirst()).split("/", 2);
        return Arrays.asList(parts[0], parts.length < 2 || parts[1].isEmpty() ? null : parts[1]);
    }
}
