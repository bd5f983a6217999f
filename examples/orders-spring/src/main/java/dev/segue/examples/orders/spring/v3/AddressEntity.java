package dev.segue.examples.orders.spring.v3;

import dev.segue.examples.orders.spring.Address;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** An address of its own. */
@Entity
@Table(name = "addresses")
@SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
class AddressEntity {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private String street;
    private String city;
    private String zip;

    protected AddressEntity() {}

    AddressEntity(Address address) {
        change(address);
    }

    final void change(Address address) {
        street = address.street();
        city = address.city();
        zip = address.zip();
    }

    Address toAddress() {
        return new Address(street, city, zip);
    }
}
