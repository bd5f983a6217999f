-- What Segue remembers. Runs at every start; makes only what is missing.
CREATE SCHEMA IF NOT EXISTS segue;

CREATE TABLE IF NOT EXISTS segue.migration (
    name text PRIMARY KEY,
    attempt integer NOT NULL,
    state text NOT NULL,
    checksum text NOT NULL,
    file text NOT NULL,
    plan text NOT NULL,
    paused boolean NOT NULL DEFAULT false,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    state_since timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE IF NOT EXISTS segue.step (
    migration text NOT NULL REFERENCES segue.migration (name),
    attempt integer NOT NULL,
    step integer NOT NULL,
    done_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (migration, attempt, step)
);

CREATE TABLE IF NOT EXISTS segue.range (
    migration text NOT NULL REFERENCES segue.migration (name),
    attempt integer NOT NULL,
    step integer NOT NULL,
    number integer NOT NULL,
    low text[],
    high text[],
    done boolean NOT NULL DEFAULT false,
    rows bigint NOT NULL DEFAULT 0,
    tries integer NOT NULL DEFAULT 0,
    not_before timestamptz NOT NULL DEFAULT '-infinity',
    PRIMARY KEY (migration, attempt, step, number)
);

-- the next range is found at once, however many there are
CREATE INDEX IF NOT EXISTS range_open ON segue.range (migration, attempt, step, tries, number) WHERE NOT done;

CREATE TABLE IF NOT EXISTS segue.comparison (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    migration text NOT NULL REFERENCES segue.migration (name),
    attempt integer NOT NULL,
    finished_at timestamptz NOT NULL,
    rows bigint NOT NULL,
    differing bigint NOT NULL,
    pending bigint NOT NULL
);

CREATE TABLE IF NOT EXISTS segue.mismatch (
    comparison bigint NOT NULL REFERENCES segue.comparison (id),
    number integer NOT NULL,
    key text[] NOT NULL,
    old_hash text NOT NULL,
    new_hash text NOT NULL,
    PRIMARY KEY (comparison, number)
);

CREATE TABLE IF NOT EXISTS segue.flag (
    migration text PRIMARY KEY REFERENCES segue.migration (name),
    flag text NOT NULL,
    percent integer NOT NULL CHECK (percent BETWEEN 0 AND 100),
    -- where the application writes twice; null where the database does
    stage text CHECK (stage IN ('OFF', 'DUAL_WRITE', 'SHADOW', 'LIVE', 'RAMP_DOWN', 'COMPLETE')),
    epoch bigint NOT NULL DEFAULT 1,
    -- since when rows are filled that only a write to both shapes keeps in step
    filling_since timestamptz,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    changed_by text NOT NULL
);

CREATE TABLE IF NOT EXISTS segue.dark_read (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    migration text NOT NULL,
    name text NOT NULL,
    epoch bigint NOT NULL DEFAULT 0,
    version text NOT NULL DEFAULT '',
    comparator text NOT NULL DEFAULT '',
    comparisons bigint NOT NULL,
    mismatches bigint NOT NULL,
    ignored bigint NOT NULL DEFAULT 0,
    inconclusive bigint NOT NULL DEFAULT 0,
    dropped bigint NOT NULL DEFAULT 0,
    reported_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- When the application's statements were last looked at, and what was found.
CREATE TABLE IF NOT EXISTS segue.statement_look (
    migration text NOT NULL REFERENCES segue.migration (name),
    source text NOT NULL CHECK (source IN ('FILE', 'COUNTED')),
    origin text NOT NULL,
    since timestamptz NOT NULL,
    at timestamptz NOT NULL,
    hidden integer NOT NULL,
    PRIMARY KEY (migration, source)
);

CREATE TABLE IF NOT EXISTS segue.statement (
    migration text NOT NULL,
    source text NOT NULL,
    id text NOT NULL,
    sql text NOT NULL,
    needs_old boolean NOT NULL,
    calls bigint NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (migration, source, id),
    FOREIGN KEY (migration, source) REFERENCES segue.statement_look (migration, source) ON DELETE CASCADE
);

CREATE TABLE IF NOT EXISTS segue.conflict (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    mapping text NOT NULL,
    key text NOT NULL,
    entries integer NOT NULL,
    losing jsonb NOT NULL,
    noticed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE IF NOT EXISTS segue.lease (
    migration text PRIMARY KEY,
    actor text NOT NULL,
    pid integer NOT NULL,
    taken_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE IF NOT EXISTS segue.event (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    migration text NOT NULL,
    kind text NOT NULL,
    actor text NOT NULL,
    message text NOT NULL
);

CREATE OR REPLACE FUNCTION segue.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the event log is append-only';
END $$;

CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON segue.event
    FOR EACH STATEMENT EXECUTE FUNCTION segue.refuse_change();

-- Settles what no commit could, of every migration whose duplicate writes are on; for clients and cron.
CREATE OR REPLACE FUNCTION segue.settle(max_keys integer DEFAULT 200) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    f regprocedure;
    one bigint;
    settled bigint := 0;
BEGIN
    -- what a transaction has written itself is carried over at its commit: what others noted before must not overtake it
    IF pg_catalog.pg_current_xact_id_if_assigned() IS NOT NULL THEN
        RETURN 0;
    END IF;
    FOR f IN SELECT p.oid FROM pg_catalog.pg_proc p
             WHERE p.pronamespace = (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = 'segue')
               AND p.proname LIKE '%\_settle' AND p.prorettype = 'pg_catalog.int8'::pg_catalog.regtype LOOP
        EXECUTE pg_catalog.format('SELECT %s($1)', f::oid::regproc) INTO one USING max_keys;
        settled := settled + one;
    END LOOP;
    RETURN settled;
END $$;
