package shop;

final class Invoices {

    static final String CITY = "SELECT o.id, o.city FROM orders o WHERE o.id = ?";
}
