package dev.segue.testing.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.testing.server.Majors;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Columns move to a table of their own, and other operations of the same migration change either table. */
class ComposedExtractionTest {

    private static final String EXTRACT =
            "extract_table: { from: customers, columns: [code, note], into: addresses, reference: address_id }";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rename_column: { table: customers, from: price, to: cost } | EXTRACT",
                "EXTRACT | alter_column: { table: customers, column: price, type: bigint }",
                "drop_column: { table: customers, column: price } | EXTRACT",
                "add_column: { table: customers, column: { name: x, type: text, nullable: true }, up: upper(note) } | EXTRACT",
                "EXTRACT | add_column: { table: addresses, column: { name: x, type: uuid, default: gen_random_uuid() } }",
                "EXTRACT | create_index: { table: addresses, name: codes, columns: [code] }",
                "EXTRACT | create_constraint: { table: addresses, name: known, type: check, check: code <> '' }",
                "EXTRACT | alter_column: { table: addresses, column: code, nullable: false, comment: which }",
                "EXTRACT | soft_delete: { table: customers, column: deleted_at }",
            })
    void what_leaves_the_move_alone_goes_with_it(String operations) {
        try (Customers customers = given(operations)) {
            customers.live();
            customers.old("UPDATE customers SET note = 'mended', code = 'c' WHERE id < 5");
            customers.old("UPDATE addresses SET note = 'by new code' WHERE id ="
                    + " (SELECT address_id FROM customers WHERE id = 7)");
            customers.old("DELETE FROM customers WHERE id = 9");
            customers.agrees();
            customers.seals();
            customers.contracts();

            assertThat(customers.old("SELECT c.id || a.note FROM customers c JOIN addresses a ON a.id = c.address_id"
                            + " WHERE c.id IN (3, 7, 9) ORDER BY c.id"))
                    .isEqualTo("3mended\n7by new code");
        }
    }

    /** Each failed when something was changed already, two of them at contract. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '%',
            value = {
                "rename_table: { from: customers, to: clients } | extract_table: { from: clients, columns: [code], into: a, reference: r } % makes or renames public.clients",
                "EXTRACT | rename_table: { from: customers, to: clients } % table public.customers cannot be renamed while",
                "EXTRACT | rename_table: { from: addresses, to: places } % table public.addresses cannot be renamed while",
                "EXTRACT | drop_table: { name: customers } % table public.customers cannot go while",
                "rename_column: { table: customers, from: id, to: number } | EXTRACT % makes or changes the key of public.customers",
                "create_constraint: { table: keyless, name: keyless_key, type: primary_key, columns: [n] } | extract_table: { from: keyless, columns: [what], into: a, reference: r } % makes or changes the key of public.keyless",
                "EXTRACT | rename_column: { table: customers, from: id, to: number } % column public.customers.id cannot be renamed",
                "EXTRACT | rename_column: { table: customers, from: address_id, to: place } % column public.customers.address_id cannot",
                "EXTRACT | drop_column: { table: customers, column: address_id } % column public.customers.address_id cannot",
                "EXTRACT | rename_column: { table: addresses, from: code, to: kind } % column public.addresses.code cannot",
                "EXTRACT | drop_column: { table: addresses, column: code } % column public.addresses.code cannot",
                "alter_column: { table: customers, column: note, type: varchar(90) } | EXTRACT % renames or replaces column \"note\"",
                "rename_column: { table: customers, from: note, to: code2 } | extract_table: { from: customers, columns: [code2], into: a, reference: r } % column \"code2\"",
                "add_column: { table: customers, column: { name: x, type: text }, up: name } | extract_table: { from: customers, columns: [code, x], into: a, reference: r } % columns[1]",
                "EXTRACT | alter_column: { table: addresses, column: code, type: text } % what public.addresses holds comes from",
                "EXTRACT | add_column: { table: addresses, column: { name: x, type: text }, up: upper(code) } % what public.addresses holds comes from",
                "EXTRACT | extract_table: { from: addresses, columns: [note], into: notes, reference: note_id } % makes or renames public.addresses",
            })
    void what_the_move_goes_by_is_left_as_it_is(String operations, String reason) {
        try (Customers customers = given(operations)) {
            String before = customers.dump();

            assertThatThrownBy(customers::plan).hasMessageContainingAll(reason, "operations[1]", "Nothing was changed");

            assertThat(customers.dump()).isEqualTo(before);
        }
    }

    private static Customers given(String operations) {
        return new Customers(
                Majors.one(),
                "UPDATE customers SET note = 'none' WHERE note IS NULL; CREATE TABLE keyless (n integer NOT NULL, what text);",
                Arrays.stream(operations.split("\\|"))
                        .map(o -> "- " + o.strip().replace("EXTRACT", EXTRACT) + "\n")
                        .collect(Collectors.joining()));
    }
}
