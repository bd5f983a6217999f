-- A role of least privilege for Segue. An administrator of the database runs this once:
--   psql --dbname {{DATABASE}} --file grants.sql
-- and then sets its password:
--   psql --dbname {{DATABASE}} --command '\password {{ROLE}}'

-- Segue connects as this role. It is no superuser and may not make roles or databases.
CREATE ROLE {{ROLE}} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;

-- Only an owner may alter a table, add a trigger to it or drop its columns; a member of the owner's role may too.
-- This also gives CREATE in the schemas that {{OWNER}} may create in, where the new tables go.
GRANT {{OWNER}} TO {{ROLE}};

-- Segue's own schema: the journal, the functions of its triggers, notes of writes that wait to be carried over.
-- It is made here, so that {{ROLE}} needs no CREATE on the database. If you would rather have Segue make it:
--   GRANT CREATE ON DATABASE {{DATABASE}} TO {{ROLE}};
CREATE SCHEMA segue AUTHORIZATION {{ROLE}};

-- A migration whose new code connects through a version schema makes that schema. For such migrations:
--   GRANT CREATE ON DATABASE {{DATABASE}} TO {{ROLE}};

-- The new tables go here. Needed only where {{OWNER}} itself may not create tables in the schema.
GRANT USAGE, CREATE ON SCHEMA public TO {{ROLE}};

-- The application reads the flags of new code (segue-client).
GRANT USAGE ON SCHEMA segue TO {{APPLICATION}};
ALTER DEFAULT PRIVILEGES FOR ROLE {{ROLE}} IN SCHEMA segue GRANT SELECT ON TABLES TO {{APPLICATION}};
