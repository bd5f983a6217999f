/** Benchmarks of Segue against its peers and its own limits. */
@NullMarked
package dev.segue.bench;

import org.jspecify.annotations.NullMarked;
