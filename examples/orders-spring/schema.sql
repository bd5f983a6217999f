-- What the order service begins with, and the role that it connects as.
CREATE ROLE orders_app LOGIN;

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

-- The values name who wrote them, here "write 0": so nothing that is lost goes unnoticed.
INSERT INTO orders (customer_id, total, street, city, zip)
SELECT n % 1000, n % 500, 'street 0-' || n, 'city 0-' || n, 'zip 0-' || n
FROM generate_series(1, 20000) AS n;

GRANT SELECT, INSERT, UPDATE, DELETE ON orders TO orders_app;

-- As in grants.sql of segue init: the application reads the flags.
CREATE SCHEMA segue;
GRANT USAGE ON SCHEMA segue TO orders_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA segue GRANT SELECT ON TABLES TO orders_app;
