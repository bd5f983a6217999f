package dev.segue.declare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.declare.Node.Entry;
import dev.segue.declare.Node.Kind;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Records that no migration knows: what they say about themselves is all that reader and schema need. */
class DeclarationReaderTest {

    record Drawing(
            @Description("What it is called.") String drawingTitle,
            @Default("3") @AtLeast(1) int copies,
            @Default("true") boolean framed,
            @Nullable Duration drying,
            @Default("plain") @Words({"plain", "fancy"}) String style,
            @Nullable List<String> colours,
            @Default Pen pen,
            List<Figure> figures) {}

    record Pen(@Default("2") long width) {}

    sealed interface Figure permits FilledCircle, Line {}

    record FilledCircle(int radius) implements Figure {
        FilledCircle {
            if (radius == 13) {
                throw new InvalidDeclarationException(List.of(new Fault("radius", "13 is unlucky", null)));
            }
        }
    }

    @Shorthand("length")
    record Line(int length, @Default("solid") LineStyle style) implements Figure {}

    enum LineStyle {
        SOLID,
        DOTTED_OUT
    }

    private final Faults faults = new Faults();

    @Test
    void whatIsWrittenIsReadAndTheRestHasItsDefault() {
        var drawing = DeclarationReader.read(
                Drawing.class,
                map(
                        entry("drawing_title", text("Moon")),
                        entry("drying", text("2h")),
                        entry("colours", list()),
                        entry(
                                "figures",
                                list(
                                        map(entry("filled_circle", map(entry("radius", number("7"))))),
                                        map(entry("line", number("12")))))),
                faults);

        assertThat(faults.all()).isEmpty();
        assertThat(drawing)
                .contains(new Drawing(
                        "Moon",
                        3,
                        true,
                        Duration.ofHours(2),
                        "plain",
                        List.of(),
                        new Pen(2),
                        List.of(new FilledCircle(7), new Line(12, LineStyle.SOLID))));
    }

    @Test
    void everyFaultIsFoundInOneReading() {
        var drawing = DeclarationReader.read(
                Drawing.class,
                map(
                        entry("drawing_titel", text("Moon")),
                        entry("copies", number("0")),
                        entry("framed", text("true")),
                        entry("style", text("fance")),
                        entry("pen", map(entry("width", number("99999999999999999999")))),
                        entry("colours", new Node.Unreadable(Position.START)),
                        entry(
                                "figures",
                                list(
                                        map(entry("filled_circle", map(entry("radius", number("13"))))),
                                        map(entry("square", number("4"))),
                                        map(entry("line", map(entry("style", text("dotted_in")))))))),
                faults);

        assertThat(drawing).isEmpty();
        assertThat(faults.all())
                .extracting(fault -> fault.path() + ": " + fault.message())
                .containsExactly(
                        "drawing_titel: unknown key \"drawing_titel\"; did you mean \"drawing_title\"?",
                        "copies: \"copies\" must be at least 1",
                        "framed: \"framed\" must be true or false, not the text \"true\"",
                        "style: \"fance\" is not a word for style; did you mean \"fancy\"?",
                        "pen.width: \"width\" is too large",
                        "figures[0].filled_circle.radius: 13 is unlucky",
                        "figures[1].square: there is no \"square\"",
                        "figures[2].line: the key \"length\" is missing",
                        "figures[2].line.style: \"dotted_in\" is not a word for style; did you mean \"dotted_out\"?");
    }

    @Test
    void theSchemaFollowsFromTheSameRecords() {
        var schema = SchemaGenerator.schema(Drawing.class, "urn:test", "Drawing");

        var properties = schema.get("properties");
        assertThat(properties.at("/copies").toString())
                .isEqualTo("{\"type\":\"integer\",\"minimum\":1,\"maximum\":2147483647,\"default\":3}");
        assertThat(properties.at("/framed").toString()).isEqualTo("{\"type\":\"boolean\",\"default\":true}");
        assertThat(properties.at("/style/enum").toString()).isEqualTo("[\"plain\",\"fancy\"]");
        assertThat(properties.at("/figures/items/properties").toString())
                .isEqualTo(
                        "{\"filled_circle\":{\"$ref\":\"#/$defs/filled_circle\"},\"line\":{\"$ref\":\"#/$defs/line\"}}");
        assertThat(schema.at("/$defs/line/oneOf/1/properties/style/enum").toString())
                .isEqualTo("[\"solid\",\"dotted_out\"]");
        assertThat(schema.get("required").toString()).isEqualTo("[\"drawing_title\",\"figures\"]");
    }

    private static Node.Mapping map(Entry... entries) {
        return new Node.Mapping(Arrays.asList(entries), Position.START);
    }

    private static Node.Sequence list(Node... items) {
        return new Node.Sequence(Arrays.asList(items), Position.START);
    }

    private static Entry entry(String key, Node value) {
        return new Entry(key, Position.START, value);
    }

    private static Node text(String text) {
        return new Node.Scalar(Kind.TEXT, text, Position.START);
    }

    private static Node number(String digits) {
        return new Node.Scalar(Kind.NUMBER, digits, Position.START);
    }
}
