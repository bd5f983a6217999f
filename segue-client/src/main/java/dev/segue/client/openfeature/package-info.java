/**
 * OpenFeature both ways. {@link dev.segue.client.openfeature.SegueProvider} serves the flags of the journal to an
 * application that asks through OpenFeature; {@link dev.segue.client.openfeature.OpenFeatureProposer} lets the provider
 * that a user already has propose what the journal then decides, and
 * {@link dev.segue.client.openfeature.ServedVariantsHook} reports what that provider really served. All are thread-safe.
 */
@NullMarked
package dev.segue.client.openfeature;

import org.jspecify.annotations.NullMarked;
