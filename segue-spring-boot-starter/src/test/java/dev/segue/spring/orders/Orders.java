package dev.segue.spring.orders;

/** What the tests do, with JDBC or JPA below. */
public interface Orders {

    Long place(String street);

    boolean move(long id, String street);

    Order find(long id);
}
