/** Version 1: the address is part of the order's row. It has never heard of Segue. */
@NullMarked
package dev.segue.examples.orders.spring.v1;

import org.jspecify.annotations.NullMarked;
