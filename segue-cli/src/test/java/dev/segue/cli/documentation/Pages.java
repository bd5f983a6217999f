package dev.segue.cli.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The pages that people read: all Markdown files of the tree. */
public final class Pages {

    private static final Pattern BLOCK = Pattern.compile(
            "(?m)(?:^<!-- (?:file: (?<file>\\S+)|from: (?<from>\\S+)) -->\\R)?^```(?<info>[^\\n`]*)\\R(?<text>.*?)^```$",
            Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|mailto:)(?<target>[^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (?<text>.*)$");

    private Pages() {}

    /**
     * A fenced block.
     *
     * @param info what follows the opening fence: {@code yaml migration}
     * @param file the file it must be equal to, or null
     * @param from the file of which it must be a part, or null
     */
    public record Block(
            Path page,
            String info,
            String text,
            @Nullable String file,
            @Nullable String from) {
        @Override
        public String toString() {
            return root().relativize(page) + ": " + text.lines().findFirst().orElse("");
        }
    }

    /** A link to another place of the tree. */
    public record Link(Path page, String target) {
        @Override
        public String toString() {
            return root().relativize(page) + ": " + target;
        }
    }

    /** {@return the root of the source tree} */
    public static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("mvnw"))) {
            Path parent = directory.getParent();
            if (parent == null) {
                throw new IllegalStateException("tests run within the source tree");
            }
            directory = parent;
        }
        return directory;
    }

    public static List<Path> all() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> top = Files.list(root())) {
            top.filter(Pages::isPage).forEach(pages::add);
        }
        for (String part : List.of("docs", "examples")) {
            try (Stream<Path> files = Files.walk(root().resolve(part))) {
                files.filter(Pages::isPage)
                        .filter(file -> !file.toString().contains("/target/"))
                        .forEach(pages::add);
            }
        }
        return pages.stream().sorted().toList();
    }

    private static boolean isPage(Path file) {
        return file.toString().endsWith(".md");
    }

    /** {@return all fenced blocks whose language is this one} */
    public static List<Block> blocks(String language) throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (Path page : all()) {
            Matcher matcher = BLOCK.matcher(Files.readString(page));
            while (matcher.find()) {
                String info = matcher.group("info").strip();
                if (info.equals(language) || info.startsWith(language + " ")) {
                    blocks.add(
                            new Block(page, info, matcher.group("text"), matcher.group("file"), matcher.group("from")));
                }
            }
        }
        return blocks;
    }

    public static List<Link> links() throws IOException {
        List<Link> links = new ArrayList<>();
        for (Path page : all()) {
            Matcher matcher = LINK.matcher(Files.readString(page));
            while (matcher.find()) {
                links.add(new Link(page, matcher.group("target")));
            }
        }
        return links;
    }

    /** {@return the anchors of a page, as they follow from its headings} */
    public static List<String> anchors(Path page) throws IOException {
        List<String> anchors = new ArrayList<>();
        Matcher matcher = HEADING.matcher(Files.readString(page));
        while (matcher.find()) {
            anchors.add(matcher.group("text")
                    .toLowerCase(java.util.Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-'));
        }
        return anchors;
    }
}
