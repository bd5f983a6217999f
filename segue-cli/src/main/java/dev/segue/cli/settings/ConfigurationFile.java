package dev.segue.cli.settings;

import dev.segue.cli.settings.Layer.Value;
import dev.segue.declare.Suggestions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads {@code segue.yaml}: single values by known keys, and nothing else. */
final class ConfigurationFile {

    static final String NAME = "segue.yaml";

    private final Path path;

    private ConfigurationFile(Path path) {
        this.path = path;
    }

    /**
     * {@return what the file sets}
     *
     * @throws InvalidSettingsException if it cannot be read, or holds what it must not hold
     */
    static Layer read(Path path) {
        return new ConfigurationFile(path).read();
    }

    private Layer read() {
        Map<Key, Value> values = new EnumMap<>(Key.class);
        Optional<Node> root = compose();
        if (root.isPresent() && !isNull(root.get())) {
            if (!(root.get() instanceof MappingNode mapping)) {
                throw invalid(root.get(), "the file must hold keys with values", "write for example  user: segue");
            }
            mapping.getValue().forEach(entry -> put(values, entry));
        }
        Path parent = path.toAbsolutePath().getParent();
        return new Layer(values, parent == null ? path : parent, null);
    }

    private Optional<Node> compose() {
        try {
            LoadSettings settings =
                    LoadSettings.builder().setLabel(path.toString()).build();
            return new Compose(settings).composeString(Files.readString(path));
        } catch (IOException e) {
            throw new InvalidSettingsException(
                    path + " cannot be read: " + e.getClass().getSimpleName(),
                    "name another file with --config, or write one with segue init");
        } catch (MarkedYamlEngineException e) {
            String place = e.getProblemMark().map(this::place).orElse(path.toString());
            throw new InvalidSettingsException(place + "\n  this is not YAML: " + e.getProblem(), "correct the line");
        } catch (YamlEngineException e) {
            throw new InvalidSettingsException(path + "\n  this is not YAML: " + e.getMessage(), "correct the file");
        }
    }

    private void put(Map<Key, Value> values, NodeTuple entry) {
        Node keyNode = entry.getKeyNode();
        String word = keyNode instanceof ScalarNode scalar ? scalar.getValue() : "";
        if (word.equals("password")) {
            throw invalid(
                    keyNode,
                    "a password does not belong into this file",
                    "write password_file: PATH or password_env: VARIABLE, or set SEGUE_PASSWORD");
        }
        Key key = Key.of(word)
                .orElseThrow(() -> invalid(
                        keyNode,
                        "unknown key \"" + word + "\"" + Suggestions.didYouMean(word, Key.words()),
                        "use one of " + String.join(", ", Key.words())));
        if (!(entry.getValueNode() instanceof ScalarNode value)) {
            throw invalid(entry.getValueNode(), key.word() + " takes one value", "write  " + key.word() + ": VALUE");
        }
        if (isNull(value)) {
            return;
        }
        String place = value.getStartMark().map(this::place).orElse(path.toString());
        if (values.put(key, new Value(value.getValue(), place)) != null) {
            throw invalid(keyNode, key.word() + " is set twice", "remove one of them");
        }
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private InvalidSettingsException invalid(Node node, String message, String next) {
        String place = node.getStartMark().map(this::place).orElse(path.toString());
        return new InvalidSettingsException(place + "\n  " + message, next);
    }

    private String place(Mark mark) {
        return path + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }
}
