/** Version 3: an order refers to its address. The same statements run before and after contract. */
@NullMarked
package dev.segue.examples.orders.spring.v3;

import org.jspecify.annotations.NullMarked;
