package dev.segue.dialect;

/**
 * Something in the database that Segue made for a migration.
 *
 * @param base what its name begins with, after what marks all of Segue's names: the name of a mapping or of a migration
 * @param description what it is, for people: {@code trigger "!segue_0007_…" on public.orders}
 * @param drop the statement that takes it away
 */
public record OwnObject(String base, String description, String drop) {}
