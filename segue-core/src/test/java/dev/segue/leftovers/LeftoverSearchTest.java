package dev.segue.leftovers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.catalog.TableName;
import dev.segue.leftovers.Vocabulary.GoneColumn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders lose their address to a table of its own, which has columns of the same names; old_carts go as a whole. */
class LeftoverSearchTest {

    private static final TableName ORDERS = new TableName("public", "orders");
    private static final TableName CARTS = new TableName("public", "old_carts");
    private static final Vocabulary VOCABULARY = new Vocabulary(
            List.of(
                    new GoneColumn(ORDERS, "city"),
                    new GoneColumn(ORDERS, "zip_code"),
                    new GoneColumn(ORDERS, "legacy_code")),
            List.of(CARTS),
            Map.of("orders", Set.of("id", "total", "address_id"), "addresses", Set.of("id", "city", "zip_code")),
            Map.of(
                    "separate-addresses", Leftover.Kind.FLAG,
                    "0007_extract_address", Leftover.Kind.MIGRATION,
                    "orders.address", Leftover.Kind.DARK_READ));

    @TempDir
    Path directory;

    private List<String> found(String file, String text) throws IOException {
        return found(file, text, IgnoreRules.NONE);
    }

    private List<String> found(String file, String text, IgnoreRules rules) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        LeftoverSearch search = new LeftoverSearch(VOCABULARY, rules);
        search.search(directory, Path.of("src"));
        return search.found().leftovers().stream()
                .map(l -> l.line() + " " + l.kind().word() + " " + l.mentioned() + (l.comment() ? " in a comment" : ""))
                .toList();
    }

    @Test
    void sql_in_strings_is_read_as_a_whole_however_it_is_put_together() throws IOException {
        assertThat(found("Orders.java", """
                class Orders {
                    String one = "SELECT o.id, o.city FROM orders o";
                    String two = "SELECT id,"
                            + " zip_code"
                            + " FROM orders WHERE id = ?";
                    String three = \"""
                            UPDATE public.orders
                            SET "city" = :city, total = 0
                            WHERE id = :id\""";
                }
                """))
                .containsExactly(
                        "2 column public.orders.city",
                        "4 column public.orders.zip_code",
                        "8 column public.orders.city");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"SELECT a.city, a.zip_code FROM orders o JOIN addresses a ON a.id = o.address_id\"",
                "\"SELECT city FROM addresses WHERE zip_code = ?\"",
                "\"SELECT city FROM orders JOIN addresses ON addresses.id = orders.address_id\"",
                "\"SELECT total AS city FROM orders\"",
                "\"SELECT id FROM orders WHERE name = :city\"",
                "\"SELECT id FROM orders WHERE kind = 'city'\"",
                "\"/orders?city=\" + city",
                "\"the city of an order\"",
                "\"SELECT capacity, citys FROM orders\"",
                "orders.city()",
                "json.get(\"city\")",
                "\"old_cartsize\"",
                "\"my-separate-addresses\"",
                "\"10007_extract_address\"",
            })
    void what_only_looks_alike_is_not_told(String code) throws IOException {
        assertThat(found("Code.java", "class Code { Object value = " + code + "; }"))
                .isEmpty();
    }

    @Test
    void a_distinctive_name_needs_no_table_beside_it() throws IOException {
        assertThat(found("Row.kt", """
                class Row(rs: ResultSet) {
                    val code = rs.getString("legacy_code")
                    val where = "legacy_code = ?"
                }
                """))
                .containsExactly("2 column public.orders.legacy_code", "3 column public.orders.legacy_code");
    }

    @Test
    void a_common_name_of_a_result_counts_where_the_file_is_about_the_table_alone() throws IOException {
        String both = "class A { String q = \"SELECT * FROM orders\"; %s String c = rs.getString(\"city\"); }";

        assertThat(found("A.java", both.formatted(""))).containsExactly("1 column public.orders.city");
        assertThat(found("A.java", both.formatted("String r = \"SELECT * FROM addresses\";")))
                .isEmpty();
    }

    @Test
    void mappings_of_jpa_are_told_by_annotation_and_by_naming_strategy() throws IOException {
        assertThat(found("Order.java", """
                @Entity
                @Table(name = "orders")
                public class Order {
                    @Column(name = "zip_code")
                    private String postcode;
                    private String city;
                    private String cityName;
                    private BigDecimal total;
                }
                """))
                .containsExactly("4 column public.orders.zip_code", "6 column public.orders.city");
        Files.delete(directory.resolve("Order.java"));
        assertThat(found("OldCart.java", """
                @Entity
                class OldCart {
                    private String zipCode;
                }
                """)).containsExactly("2 table public.old_carts");
        Files.delete(directory.resolve("OldCart.java"));
        assertThat(found("Address.java", """
                @Entity
                @Table(name = "addresses")
                class Address {
                    private String city;
                    private String zipCode;
                }
                """)).isEmpty();
    }

    @Test
    void queries_over_entities_and_generated_names_are_told() throws IOException {
        assertThat(found("Queries.java", """
                class Queries {
                    @Query("select o from Order o where o.zipCode = :zipCode")
                    List<Order> byZip(String zipCode);
                    Object generated = dsl.select(ORDERS.CITY, ADDRESSES.CITY).from(ORDERS);
                    Object cart = OLD_CARTS.ID;
                }
                """))
                .containsExactly(
                        "2 column public.orders.zip_code", "4 column public.orders.city", "5 table public.old_carts");
    }

    @Test
    void xml_mappings_are_read_by_attribute_and_by_statement() throws IOException {
        assertThat(found("OrderMapper.xml", """
                <mapper>
                  <!-- <result column="city"/> -->
                  <resultMap><result property="zip" column="zip_code"/></resultMap>
                  <select id="one">
                    SELECT * FROM orders
                    <where>city = #{city}</where>
                  </select>
                </mapper>
                """))
                .containsExactly("3 column public.orders.zip_code", "6 column public.orders.city");
        assertThat(found("Cart.hbm.xml", "<class name=\"Cart\" table=\"old_carts\"/>"))
                .contains("1 table public.old_carts");
    }

    @Test
    void scripts_and_settings_are_read_statement_by_statement() throws IOException {
        assertThat(found("report.sql", """
                -- the city of orders: SELECT city FROM orders
                SELECT city FROM addresses;
                SELECT total,
                       city
                FROM orders;
                DELETE FROM old_carts;
                """))
                .containsExactly(
                        "1 column public.orders.city in a comment",
                        "4 column public.orders.city",
                        "6 table public.old_carts");
        Files.delete(directory.resolve("report.sql"));
        assertThat(found("application.yaml", """
                flags:
                  separate-addresses: true # flag of 0007_extract_address
                report:
                  query: >
                    select city
                    from orders

                other: city
                """))
                .containsExactly(
                        "2 flag separate-addresses",
                        "2 migration 0007_extract_address in a comment",
                        "5 column public.orders.city");
        Files.delete(directory.resolve("application.yaml"));
        assertThat(found("a.properties", "# city of orders\ncities=city\nquery=select city from orders\n"))
                .containsExactly("3 column public.orders.city");
    }

    @Test
    void the_flag_dark_reads_and_duplicate_writes_of_a_finished_migration_are_told_by_name() throws IOException {
        assertThat(found("Wiring.java", """
                class Wiring {
                    Migration migration = segue.migration("0007_extract_address", Shapes.BOTH);
                    Object write = migration.duplicateWrite("place order").begin();
                    Object read = reads.named("orders.address");
                    boolean on = flags.isOn("separate-addresses");
                }
                """))
                .containsExactly(
                        "2 migration 0007_extract_address",
                        "3 duplicate write place order",
                        "4 dark read orders.address",
                        "5 flag separate-addresses");
    }

    @Test
    void comments_are_told_apart() throws IOException {
        assertThat(found("A.java", """
                class A {
                    /** Was orders.city once, and legacy_code. */
                    int a; // SELECT zip_code FROM orders
                    String url = "http://example.org"; String q = "SELECT city FROM orders";
                }
                """))
                .containsExactlyInAnyOrder(
                        "2 column public.orders.city in a comment",
                        "2 column public.orders.legacy_code in a comment",
                        "3 column public.orders.zip_code in a comment",
                        "4 column public.orders.city");
    }

    @Test
    void what_tells_the_past_what_is_made_and_what_is_no_text_is_left_out() throws IOException {
        String drop = "ALTER TABLE orders DROP COLUMN city;";
        found("db/V7__address.sql", drop);
        found("db/changes.sql", "--liquibase formatted sql\n" + drop);
        found("db/changelog.xml", "<databaseChangeLog><sql>" + drop + "</sql></databaseChangeLog>");
        found("migrations/0007_extract_address.yaml", "operations:\n  - sql: { up: " + drop + " }\n");
        found("target/A.sql", drop);
        found(".git/a.sql", drop);
        Files.write(directory.resolve("blob.sql"), (drop + "\0").getBytes(StandardCharsets.UTF_8));

        LeftoverSearch search = new LeftoverSearch(VOCABULARY, IgnoreRules.NONE);
        search.search(directory, directory);

        assertThat(search.found()).isEqualTo(new LeftoverSearch.Found(List.of(), 0, 1));
    }

    @Test
    void rules_leave_out_files_and_single_names() throws IOException {
        String sql = "SELECT city, legacy_code FROM orders";
        IgnoreRules rules =
                IgnoreRules.parse(List.of("# told on purpose", "old/**", "Kept.sql", "report.sql: orders.city"));

        assertThat(found("old/a.sql", sql, rules)).isEmpty();
        assertThat(found("deep/down/Kept.sql", sql, rules)).isEmpty();
        assertThat(found("deep/report.sql", sql, rules)).containsExactly("1 column public.orders.legacy_code");
        assertThatThrownBy(() -> IgnoreRules.parse(List.of("a", "{b"))).hasMessageContaining("line 2");
    }

    @Test
    void a_file_of_any_size_is_read_in_parts() throws IOException {
        StringBuilder text = new StringBuilder("INSERT INTO other VALUES (");
        text.append("1, ".repeat(400_000)).append("2);\nSELECT city FROM orders;\n");

        assertThat(found("dump.sql", text.toString())).containsExactly("2 column public.orders.city");
    }
}
