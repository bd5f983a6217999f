package dev.segue.examples.orders.spring;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Orders over HTTP, the same in all versions. */
@RestController
public class OrderController {

    private final OrderRepository orders;

    public OrderController(OrderRepository orders) {
        this.orders = orders;
    }

    @PostMapping("/orders")
    @ResponseStatus(HttpStatus.CREATED)
    Placed place(@RequestBody NewOrder order) {
        return new Placed(orders.place(order));
    }

    @PutMapping("/orders/{id}/address")
    ResponseEntity<Void> changeAddress(@PathVariable long id, @RequestBody Address address) {
        return orders.changeAddress(id, address)
                ? ResponseEntity.noContent().build()
                : ResponseEntity.notFound().build();
    }

    @GetMapping("/orders/{id}")
    ResponseEntity<Order> find(@PathVariable long id) {
        return ResponseEntity.ofNullable(orders.find(id));
    }

    @GetMapping("/customers/{customerId}/orders")
    List<Order> ofCustomer(@PathVariable long customerId) {
        return orders.ofCustomer(customerId);
    }
}
