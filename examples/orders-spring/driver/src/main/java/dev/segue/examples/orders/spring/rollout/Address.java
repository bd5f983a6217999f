package dev.segue.examples.orders.spring.rollout;

import dev.segue.testing.oracle.Writer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An address as the service is sent one and shows it. */
record Address(String street, String city, String zip) {

    /** {@return what a write is to write} */
    static Address of(Writer.Write write) {
        return new Address(
                String.valueOf(write.value(OrderRows.STREET)),
                String.valueOf(write.value(OrderRows.CITY)),
                String.valueOf(write.value(OrderRows.ZIP)));
    }

    /** {@return the address of an order, or null if it has none} */
    static @Nullable Address of(JsonNode order) {
        JsonNode address = order.path("address");
        return address.isObject()
                ? new Address(
                        address.path("street").asString(""),
                        address.path("city").asString(""),
                        address.path("zip").asString(""))
                : null;
    }

    String json() {
        return "{\"street\":\"%s\",\"city\":\"%s\",\"zip\":\"%s\"}".formatted(street, city, zip);
    }

    /** {@return the values in the order of the oracle's fields} */
    @Nullable
    String[] values() {
        return new String[] {street, city, zip};
    }
}
