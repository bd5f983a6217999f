package dev.segue.testing.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A changeset in Liquibase's formatted SQL.
 *
 * @param applied a query that gives 0 where it has to be sent
 * @param forward what is sent, as one text
 * @param back what a rollback sends
 */
record Changeset(String applied, String forward, Optional<String> back) {

    private static final String CHECK = "--precondition-sql-check expectedResult:0 ";
    private static final String BACK = "--rollback ";

    static Changeset parse(String text) {
        List<String> lines = text.lines().toList();
        assertThat(lines.getFirst()).isEqualTo("--liquibase formatted sql");
        assertThat(lines.get(2))
                .matches(
                        "--changeset segue:\\S+ splitStatements:false stripComments:false rollbackSplitStatements:false");
        assertThat(lines.get(3)).isEqualTo("--preconditions onFail:MARK_RAN onError:HALT");
        assertThat(lines.get(4)).startsWith(CHECK);
        String forward =
                lines.stream().skip(5).filter(line -> !line.startsWith(BACK)).collect(Collectors.joining("\n"));
        String back = lines.stream()
                .filter(line -> line.startsWith(BACK))
                .map(line -> line.substring(BACK.length()))
                .collect(Collectors.joining("\n"));
        return new Changeset(
                lines.get(4).substring(CHECK.length()),
                transaction(forward),
                back.isEmpty() ? Optional.empty() : Optional.of(transaction(back)));
    }

    private static String transaction(String sql) {
        return "BEGIN;\n" + sql + "\nCOMMIT;";
    }
}
