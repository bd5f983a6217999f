/**
 * What the three versions of the order service have in common: how it is spoken to, over HTTP, and what it keeps. Where it
 * keeps it is what the versions differ in.
 */
@NullMarked
package dev.segue.examples.orders.spring;

import org.jspecify.annotations.NullMarked;
