package dev.segue.dialect;

import dev.segue.catalog.TableName;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One relation of a database, with what a preflight would say of it.
 *
 * @param name where it is
 * @param nature what it is
 * @param size about how large
 * @param found what a preflight says, by what is asked of it
 * @param standing what stands on it or belongs to it
 */
public record Relation(TableName name, Nature nature, Size size, Found found, List<Standing> standing) {

    public Relation {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(nature, "nature");
        Objects.requireNonNull(size, "size");
        Objects.requireNonNull(found, "found");
        standing = List.copyOf(standing);
    }

    /** What a relation is. */
    public enum Kind {
        ORDINARY("ordinary table"),
        PARTITIONED("partitioned table"),
        PARTITION("partition"),
        INHERITED("inherited table"),
        INHERITING("inheriting table"),
        FOREIGN("foreign table"),
        TEMPORARY("temporary table"),
        VIEW("view"),
        MATERIALIZED_VIEW("materialized view");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** {@return the kind as people name it} */
        public String words() {
            return words;
        }

        /** {@return whether it is a table that an operation can name} */
        public boolean isTable() {
            return switch (this) {
                case ORDINARY, PARTITIONED, PARTITION, INHERITED, INHERITING -> true;
                case FOREIGN, TEMPORARY, VIEW, MATERIALIZED_VIEW -> false;
            };
        }
    }

    /**
     * What a relation is.
     *
     * @param unlogged whether a crash of the server empties it
     * @param partitions how many partitions hold its rows; 0 unless it is partitioned
     * @param related the whole that it is a part of, or the tables that it shares its columns with
     */
    public record Nature(Kind kind, boolean unlogged, int partitions, List<String> related) {
        public Nature {
            Objects.requireNonNull(kind, "kind");
            related = List.copyOf(related);
        }
    }

    /** About how many rows there are, and how many bytes they take without indexes. */
    public record Size(long rows, long bytes) {}

    /**
     * What a preflight says of a table, as {@link Dialect#preflight} does once there is a migration.
     *
     * @param inPlace when values of its columns give other columns of the same row
     * @param moving when columns move to a new table
     * @param structure when no value moves
     * @param version when a version schema shows it
     * @param leaving for each column what is said besides when the new shape has it no more
     */
    public record Found(
            List<Finding> inPlace,
            List<Finding> moving,
            Structure structure,
            List<Finding> version,
            Map<String, List<Finding>> leaving) {

        /** Nothing was looked for. */
        public static final Found NOTHING =
                new Found(List.of(), List.of(), new Structure(List.of(), List.of(), Map.of()), List.of(), Map.of());

        public Found {
            inPlace = List.copyOf(inPlace);
            moving = List.copyOf(moving);
            Objects.requireNonNull(structure, "structure");
            version = List.copyOf(version);
            leaving = Map.copyOf(leaving);
        }
    }

    /**
     * What is said when no value moves.
     *
     * @param always whatever changes
     * @param coming besides, when a column comes
     * @param touched for each column what is said besides when it goes or gets another name
     */
    public record Structure(List<Finding> always, List<Finding> coming, Map<String, List<Finding>> touched) {
        public Structure {
            always = List.copyOf(always);
            coming = List.copyOf(coming);
            touched = Map.copyOf(touched);
        }
    }

    /**
     * Something that stands on a relation or belongs to it.
     *
     * @param kind what it is: {@code view}, {@code foreign key}, …
     * @param text its name and what is to be known of it
     */
    public record Standing(String kind, String text) {
        public Standing {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(text, "text");
        }
    }
}
