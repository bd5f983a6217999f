package dev.segue.dialect;

import java.util.Objects;

/**
 * A version schema that is there, and how code connects to it.
 *
 * @param name the schema's name
 * @param base the schema whose tables it shows
 * @param migration the migration whose shape it has
 * @param access what to set, ready to be copied
 */
public record FoundVersion(String name, String base, String migration, Access access) {

    public FoundVersion {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(base, "base");
        Objects.requireNonNull(migration, "migration");
        Objects.requireNonNull(access, "access");
    }

    /**
     * The ways to have unqualified names mean this shape. The base follows the version schema, for what has no shape:
     * functions, types, sequences.
     *
     * @param searchPath the schemas in which names are looked up, as the database writes them
     * @param urlParameter for a JDBC URL
     * @param session a statement for one session
     * @param role a statement for all new sessions of a role in this database; {@code app} stands for the role
     */
    public record Access(String searchPath, String urlParameter, String session, String role) {
        public Access {
            Objects.requireNonNull(searchPath, "searchPath");
            Objects.requireNonNull(urlParameter, "urlParameter");
            Objects.requireNonNull(session, "session");
            Objects.requireNonNull(role, "role");
        }
    }
}
