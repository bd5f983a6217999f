-- What the order service begins with.
CREATE TABLE orders (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL,
    total       numeric(12, 2) NOT NULL,
    street      text NOT NULL,
    city        text NOT NULL,
    zip         text NOT NULL,
    placed_at   timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX orders_customer_id_idx ON orders (customer_id);
CREATE INDEX orders_zip_idx ON orders (zip);

INSERT INTO orders (customer_id, total, street, city, zip)
SELECT n % 1000, n % 500, n || ' Main Street', 'Springfield', (10000 + n % 90000)::text
FROM generate_series(1, 20000) AS n;
