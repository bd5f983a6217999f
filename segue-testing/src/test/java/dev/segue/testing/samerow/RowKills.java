package dev.segue.testing.samerow;

import static dev.segue.testing.samerow.RowCase.OLD;

import dev.segue.testing.kill.KillCase;
import dev.segue.testing.oracle.Field;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The migrations that are struck: every operation on columns in one file, and every one that moves no data in another. */
public final class RowKills {

    private static final long ROWS = 70;

    private RowKills() {}

    /** Operations that move no data. */
    public static final class WithoutData implements Supplier<KillCase> {

        private static final String MORE = """
                ALTER TABLE customers ADD CONSTRAINT full_name CHECK (name <> '');
                ALTER TABLE customers ADD CONSTRAINT one_name UNIQUE (name);
                ALTER TABLE customers ADD CONSTRAINT pair UNIQUE (name, code);
                CREATE INDEX names ON customers (upper(name));
                CREATE TABLE spare (id bigint PRIMARY KEY);
                CREATE SEQUENCE tickets;
                CREATE DOMAIN mail AS text DEFAULT 'nobody@nowhere';
                ALTER TABLE customers ADD COLUMN mail mail;
                """;

        private static final String OPERATIONS = """
                - create_table: { name: reviews, columns: [{ name: id, type: bigserial, pk: true }, { name: customer_id, type: bigint, references: { name: by, table: customers, column: id } }] }
                - create_index: { table: customers, name: codes, columns: [code] }
                - create_index: { table: customers, name: names_once, columns: [name, id], unique: true }
                - create_constraint: { table: customers, name: short, type: check, check: "length(code) < 999", columns: [code] }
                - create_constraint: { table: customers, name: one_code, type: unique, columns: [code] }
                - drop_constraint: { table: customers, name: full_name }
                - drop_multicolumn_constraint: { table: customers, name: pair }
                - rename_constraint: { table: customers, from: one_name, to: name_once }
                - drop_index: { name: names }
                - drop_table: { name: spare }
                - alter_sequence: { name: tickets, rename: numbers, increment: 5 }
                - alter_domain: { name: mail, rename: email, default: "'some@where'", check: { name: has_at, constraint: "VALUE LIKE '%@%'" } }
                - set_replica_identity: { table: customers, identity: { type: full } }
                - soft_delete: { table: customers }
                """;

        @Override
        public KillCase get() {
            Field name = Field.sharedText(0, "name");
            Field code = Field.sharedText(1, "code");
            RowCode both = RowCode.of(
                    OLD,
                    CodeColumn.of("name", name),
                    CodeColumn.of("code", code).orNull());
            return new RowCase(
                            "operations that move no data",
                            OPERATIONS,
                            List.of(name, code),
                            both,
                            both,
                            List.of(Agreement.same(0, 0), Agreement.same(1, 1)),
                            Map.of())
                    .killed(ROWS, MORE);
        }
    }

    /** Operations on the columns of one table. */
    public static final class OfColumns implements Supplier<KillCase> {
        @Override
        public KillCase get() {
            return RowCases.everything().killed(ROWS, "");
        }
    }
}
