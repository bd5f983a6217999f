package dev.segue.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.declare.InvalidDeclarationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectNameTest {

    @Test
    void aNameIsTakenExactlyAsWritten() {
        assertThat(ObjectName.parse("Orders")).isEqualTo(new ObjectName(null, "Orders"));
        assertThat(ObjectName.parse("shop.orders")).isEqualTo(new ObjectName("shop", "orders"));
    }

    @Test
    void quotesHoldOddNames() {
        assertThat(ObjectName.parse("\"my schema\".\"a.\"\"b\"\"\"")).isEqualTo(new ObjectName("my schema", "a.\"b\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "shop.orders", "\"a.b\".\"c\"\"d\"", "\" x \"", "Straße", "日本.語", "a b"})
    void aWrittenNameIsReadAsTheSameName(String text) {
        var name = ObjectName.parse(text);

        assertThat(ObjectName.parse(name.toString())).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a.",
                ".a",
                "a.b.c",
                "\"\"",
                "\"a",
                "a\"b",
                "\"a\"b",
                " a",
                "a ",
                "a\0b",
                "\"a\0b\"",
                "\"  \"",
                "schema.\ud800",
                "ääääääääääääääääääääääääääääääää"
            })
    void whatIsNoNameIsRefused(String text) {
        assertThatThrownBy(() -> ObjectName.parse(text)).isInstanceOf(InvalidDeclarationException.class);
    }

    @Test
    void sixtyThreeBytesAreTheMost() {
        assertThat(ObjectName.parse("x".repeat(63)).name()).hasSize(63);
        assertThatThrownBy(() -> ObjectName.parse("x".repeat(64))).hasMessageContaining("64 bytes");
    }
}
