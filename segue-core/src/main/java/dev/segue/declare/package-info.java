/**
 * Declarations as records: annotations that say what a record's components mean to the person who writes them down, a
 * reader that turns a tree of nodes into such records, and a generator of their JSON Schema.
 *
 * <p>Knows neither YAML nor databases. Entry types: {@link dev.segue.declare.DeclarationReader} and
 * {@link dev.segue.declare.SchemaGenerator}. Everything here is immutable or confined to one call, except
 * {@link dev.segue.declare.Faults}, which belongs to one thread.
 */
@NullMarked
package dev.segue.declare;

import org.jspecify.annotations.NullMarked;
