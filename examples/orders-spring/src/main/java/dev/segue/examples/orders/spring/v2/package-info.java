/**
 * Version 2: version 1, and beside each of its methods that uses the address one for the new shape. It is rolled out once;
 * from then on the flag, or the stage, says which of them a request uses.
 */
@NullMarked
package dev.segue.examples.orders.spring.v2;

import org.jspecify.annotations.NullMarked;
