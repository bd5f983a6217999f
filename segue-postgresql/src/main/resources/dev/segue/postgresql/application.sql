-- What applications and Segue tell each other. Runs after journal.sql, at every start; makes only what is missing.
-- Everything that an application does goes through functions, so that any language can do it with plain SQL. They run
-- with the rights of Segue's role; the application's role needs USAGE on the schema segue and no more.
-- SQLSTATEs of their own: SG001 unknown migration, SG002 unknown or expired instance, SG003 a move that is refused,
-- SG004 a transaction that must not be committed.
-- Locks are taken in one order: an instance's row; the flag's row; the fence; the application's tables. A transaction of
-- the application's holds the fence and then its tables, and waits for no row of Segue's unless it retreats.

-- The contract's version: a client refuses one that it does not know.
CREATE OR REPLACE FUNCTION segue.contract_version() RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';

-- What the move to a stage asks of dark reads, from the migration's file; no row where nothing is asked.
CREATE TABLE IF NOT EXISTS segue.dark_read_goal (
    migration text PRIMARY KEY REFERENCES segue.migration (name),
    comparisons bigint NOT NULL,
    within interval NOT NULL
);

CREATE TABLE IF NOT EXISTS segue.instance (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    service text NOT NULL,
    name text NOT NULL,
    version text NOT NULL,
    registered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    lease_until timestamptz NOT NULL,
    drained_at timestamptz
);

-- Which shapes an instance's code can use, and the last epoch of the flag that it works by.
CREATE TABLE IF NOT EXISTS segue.instance_migration (
    instance bigint NOT NULL REFERENCES segue.instance (id) ON DELETE CASCADE,
    migration text NOT NULL REFERENCES segue.migration (name),
    shapes text NOT NULL CHECK (shapes IN ('OLD', 'NEW', 'BOTH')),
    epoch bigint NOT NULL DEFAULT 0,
    served_old bigint NOT NULL DEFAULT 0,
    served_new bigint NOT NULL DEFAULT 0,
    served_old_at timestamptz,
    served_new_at timestamptz,
    PRIMARY KEY (instance, migration)
);

-- Whether the instance holds its traffic, so that nothing of it is under way.
ALTER TABLE segue.instance_migration ADD COLUMN IF NOT EXISTS held boolean NOT NULL DEFAULT false;

-- Transactions that may have begun before the stages did, by their virtual ids. Not by ADD COLUMN IF NOT EXISTS: that would lock the table out where pinned transactions have read it.
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = 'segue.flag'::pg_catalog.regclass AND attname = 'open_before') THEN
        ALTER TABLE segue.flag ADD COLUMN open_before text[];
    END IF;
END $$;

-- A system that is stopped for a big bang, from before it is stopped until it runs again. Instances hold their traffic
-- until the time given: if whoever stopped them dies, they go on by themselves.
CREATE TABLE IF NOT EXISTS segue.stop (
    migration text PRIMARY KEY REFERENCES segue.migration (name),
    way text NOT NULL,
    how_to_start text NOT NULL,
    actor text NOT NULL,
    stopped_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    hold_until timestamptz NOT NULL
);

-- Dark reads: who registered which, and what they found. Counts belong to an epoch, a version and a comparator.
CREATE TABLE IF NOT EXISTS segue.dark_read_site (
    migration text NOT NULL REFERENCES segue.migration (name),
    name text NOT NULL,
    version text NOT NULL,
    comparator text NOT NULL,
    registered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (migration, name)
);

-- Differences without values: the field's path, and hashes or values that were allowed.
CREATE TABLE IF NOT EXISTS segue.dark_read_sample (
    id bigint GENERATED ALWAYS AS IDENTITY,
    migration text NOT NULL,
    name text NOT NULL,
    path text NOT NULL,
    old_value text NOT NULL,
    new_value text NOT NULL,
    verdict text NOT NULL,
    sampled_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (migration, name, id)
);

-- Writes to another store that wait for their delivery.
CREATE TABLE IF NOT EXISTS segue.outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    migration text NOT NULL REFERENCES segue.migration (name),
    name text NOT NULL,
    key text NOT NULL,
    payload text NOT NULL,
    enqueued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    attempts integer NOT NULL DEFAULT 0,
    claimed_until timestamptz NOT NULL DEFAULT '-infinity',
    problem text,
    UNIQUE (migration, name, id), -- the oldest of all
    UNIQUE (migration, name, key, id) -- the oldest of a key
);
CREATE INDEX IF NOT EXISTS outbox_claimed_idx ON segue.outbox (migration, name, claimed_until);

-- The columns of the old shape that must get a value until COMPLETE, when nobody gives them one any more.
CREATE TABLE IF NOT EXISTS segue.old_required (
    migration text NOT NULL REFERENCES segue.migration (name),
    table_name text NOT NULL,
    column_name text NOT NULL,
    PRIMARY KEY (migration, table_name, column_name)
);

-- The name of a migration's fence, quoted: the empty table whose lock holds a transaction in its stage.
CREATE OR REPLACE FUNCTION segue.fence_of(migration text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT format('segue.%I', 'fence_' || left(md5($1), 16))
$$;

-- Whether a value of the migration is on its way from one shape to the other, as the caller's snapshot shows it: then
-- shapes that differ are no mismatch. Asks what the migration made; where nothing was made nothing is on its way.
CREATE OR REPLACE FUNCTION segue.unsettled(migration text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    f regproc;
    its boolean;
BEGIN
    FOR f IN SELECT p.oid::regproc FROM pg_proc p
             WHERE p.pronamespace = 'segue'::regnamespace AND p.proname LIKE '%\_unsettled' LOOP
        EXECUTE format('SELECT %s($1)', f) INTO its USING migration;
        IF its THEN
            RETURN true;
        END IF;
    END LOOP;
    RETURN false;
END $$;

-- Instances --------------------------------------------------------------------------------------------------------

-- A lease as it is given: what dies holds up nobody for longer than ten minutes.
CREATE OR REPLACE FUNCTION segue.lease_end(lease interval) RETURNS timestamptz
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
    SELECT clock_timestamp() + least(greatest($1, interval '1 second'), interval '10 minutes')
$$;

-- Registers a process; gives its number. Its lease has to be renewed by heartbeats before it ends; one of more than ten
-- minutes is shortened. Forgets who has been gone for a month.
CREATE OR REPLACE FUNCTION segue.register(service text, name text, version text, lease interval) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM segue.instance i WHERE i.id IN (
        SELECT g.id FROM segue.instance g WHERE g.lease_until < clock_timestamp() - interval '30 days'
        FOR UPDATE SKIP LOCKED);
    INSERT INTO segue.instance (service, name, version, lease_until)
    VALUES ($1, $2, $3, segue.lease_end($4)) RETURNING id
$$;

-- Says which shapes (OLD, NEW, BOTH) of a migration the instance's code can use.
CREATE OR REPLACE FUNCTION segue.use(instance bigint, migration text, shapes text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM segue.migration m WHERE m.name = $2) THEN
        RAISE EXCEPTION 'there is no migration %', $2 USING ERRCODE = 'SG001',
            HINT = 'segue status lists the migrations; segue run FILE starts one';
    END IF;
    IF NOT EXISTS (SELECT FROM segue.instance i WHERE i.id = $1) THEN
        RAISE EXCEPTION 'there is no instance %', $1 USING ERRCODE = 'SG002', HINT = 'call segue.register first';
    END IF;
    INSERT INTO segue.instance_migration (instance, migration, shapes) VALUES ($1, $2, $3)
    ON CONFLICT ON CONSTRAINT instance_migration_pkey DO UPDATE SET shapes = excluded.shapes;
END $$;

-- Renews the lease, takes a report, gives the state of everything that the instance uses. The report is JSON:
--   {"<migration>": {"epoch": 7, "old": 120, "new": 3}}
-- epoch: the flag's epoch by which all work of this instance goes now, never more than the flag's own; old, new: requests
-- served by each shape since the last report. An instance whose lease had ended is told so once (was_expired), and has its lease again.
CREATE OR REPLACE FUNCTION segue.heartbeat(instance bigint, lease interval, report jsonb DEFAULT '{}')
RETURNS TABLE (migration text, state text, duplicate_writes text, percent integer, stage text, epoch bigint,
               fence text, was_expired boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    expired boolean;
BEGIN
    SELECT i.lease_until < clock_timestamp() INTO expired FROM segue.instance i WHERE i.id = $1 AND i.drained_at IS NULL
    FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no instance %', $1 USING ERRCODE = 'SG002', HINT = 'call segue.register first';
    END IF;
    UPDATE segue.instance i SET seen_at = clock_timestamp(), lease_until = segue.lease_end($2) WHERE i.id = $1;
    UPDATE segue.instance_migration u
    SET epoch = least(COALESCE((r.value ->> 'epoch')::bigint, u.epoch),
                      COALESCE((SELECT f.epoch FROM segue.flag f WHERE f.migration = u.migration), 0)),
        held = COALESCE((r.value ->> 'held')::boolean, false),
        served_old = u.served_old + greatest(COALESCE((r.value ->> 'old')::bigint, 0), 0),
        served_new = u.served_new + greatest(COALESCE((r.value ->> 'new')::bigint, 0), 0),
        served_old_at = CASE WHEN (r.value ->> 'old')::bigint > 0 THEN clock_timestamp() ELSE u.served_old_at END,
        served_new_at = CASE WHEN (r.value ->> 'new')::bigint > 0 THEN clock_timestamp() ELSE u.served_new_at END
    FROM jsonb_each($3) r
    WHERE u.instance = $1 AND u.migration = r.key;
    RETURN QUERY SELECT s.*, expired FROM segue.instance_migration u, LATERAL segue.state_of(u.migration) s
                 WHERE u.instance = $1;
END $$;

-- The instance ends in an orderly way: nothing of it is under way any more.
CREATE OR REPLACE FUNCTION segue.drain(instance bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE segue.instance SET drained_at = clock_timestamp(), lease_until = clock_timestamp() WHERE id = $1
$$;

-- The state of a migration, for applications. No row: there is no such migration. A stage without a fence is final (the
-- migration was contracted or rolled back) and needs no pin.
CREATE OR REPLACE FUNCTION segue.state_of(migration text)
RETURNS TABLE (migration text, state text, duplicate_writes text, percent integer, stage text, epoch bigint, fence text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT m.name,
           CASE WHEN EXISTS (SELECT FROM segue.stop h
                             WHERE h.migration = m.name AND h.way = 'instances' AND h.hold_until > clock_timestamp())
                THEN 'STOPPED' ELSE m.state END,
           CASE WHEN f.stage IS NULL THEN 'database' ELSE 'application' END,
           COALESCE(f.percent, 0), f.stage, COALESCE(f.epoch, 0),
           CASE WHEN f.stage IS NOT NULL AND m.state NOT IN ('CONTRACTED', 'ROLLED_BACK') THEN segue.fence_of(m.name) END
    FROM segue.migration m LEFT JOIN segue.flag f ON f.migration = m.name
    WHERE m.name = $1
$$;

-- For Segue's own role: the system is being stopped, goes on being held, runs again.
CREATE OR REPLACE FUNCTION segue.stopping(migration text, way text, how_to_start text, actor text, hold interval)
RETURNS void LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    UPDATE segue.instance_migration u SET held = false WHERE u.migration = $1 AND u.held;
    INSERT INTO segue.stop (migration, way, how_to_start, actor, hold_until)
    VALUES ($1, $2, $3, $4, clock_timestamp() + $5)
    ON CONFLICT ON CONSTRAINT stop_pkey DO UPDATE SET way = excluded.way, how_to_start = excluded.how_to_start,
        actor = excluded.actor, hold_until = excluded.hold_until;
    SELECT pg_notify('segue_flag', $1)
$$;

CREATE OR REPLACE FUNCTION segue.hold_on(migration text, hold interval) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    UPDATE segue.stop s SET hold_until = clock_timestamp() + $2 WHERE s.migration = $1
$$;

CREATE OR REPLACE FUNCTION segue.started(migration text) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM segue.stop s WHERE s.migration = $1;
    SELECT pg_notify('segue_flag', $1)
$$;

-- Stages -----------------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION segue.refuse_commit() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '%', NEW.doomed USING ERRCODE = 'SG004', HINT = 'Roll back, to a savepoint before the duplicate write or all.';
END $$;

-- One of two writes failed: sees to it that the transaction is not committed, whoever goes on in it. Only a rollback helps,
-- of all or to a savepoint that was set before. Where no fence is, it fails at once.
CREATE OR REPLACE FUNCTION segue.doom(migration text, reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF to_regclass(segue.fence_of($1)) IS NULL THEN
        RAISE EXCEPTION '%', $2 USING ERRCODE = 'SG004', HINT = 'Roll back, to a savepoint before the duplicate write or all.';
    END IF;
    EXECUTE format('INSERT INTO %s VALUES ($1)', segue.fence_of($1)) USING $2;
END $$;

-- Shows the epoch to every snapshot, as rows do not: in a sequence. Called with the fence locked, in the move's transaction.
CREATE OR REPLACE FUNCTION segue.show_epoch(migration text) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    SELECT setval((segue.fence_of($1) || '_epoch')::regclass, f.epoch) FROM segue.flag f WHERE f.migration = $1
$$;

-- Who of the living instances does not yet work by the flag's epoch, in words; NULL where all do.
CREATE OR REPLACE FUNCTION segue.behind(migration text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT string_agg(format('%s %s (%s)', i.service, i.name, i.version), ', ' ORDER BY i.id)
    FROM segue.flag f
    JOIN segue.instance_migration u ON u.migration = f.migration AND u.epoch < f.epoch
    JOIN segue.instance i ON i.id = u.instance AND i.drained_at IS NULL AND i.lease_until > clock_timestamp()
    WHERE f.migration = $1
$$;

-- Who of the living instances cannot write both shapes, in words; NULL where all can.
CREATE OR REPLACE FUNCTION segue.one_shape_only(migration text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT string_agg(format('%s %s (%s)', i.service, i.name, i.version), ', ' ORDER BY i.id)
    FROM segue.instance_migration u
    JOIN segue.instance i ON i.id = u.instance AND i.drained_at IS NULL AND i.lease_until > clock_timestamp()
    WHERE u.migration = $1 AND u.shapes <> 'BOTH'
$$;

-- Begins the stages of a migration whose application writes twice: OFF, and its fence. For Segue's own role.
CREATE OR REPLACE FUNCTION segue.begin_stages(migration text, flag text, actor text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF to_regclass(segue.fence_of($1)) IS NULL THEN
        EXECUTE format('CREATE TABLE %s (doomed text NOT NULL)', segue.fence_of($1));
        EXECUTE format('GRANT INSERT ON %s TO PUBLIC', segue.fence_of($1)); -- what ROW EXCLUSIVE asks for; no row can stay
        EXECUTE format('CREATE CONSTRAINT TRIGGER doomed AFTER INSERT ON %s DEFERRABLE INITIALLY DEFERRED '
                       'FOR EACH ROW EXECUTE FUNCTION segue.refuse_commit()', segue.fence_of($1));
        EXECUTE format('CREATE SEQUENCE %1$s_epoch OWNED BY %1$s.doomed', segue.fence_of($1));
    END IF;
    EXECUTE format('LOCK TABLE %s IN EXCLUSIVE MODE', segue.fence_of($1));
    INSERT INTO segue.flag (migration, flag, percent, stage, changed_by) VALUES ($1, $2, 0, 'OFF', $3)
    ON CONFLICT ON CONSTRAINT flag_pkey DO UPDATE SET percent = 0, stage = 'OFF', epoch = segue.flag.epoch + 1,
        filling_since = NULL, open_before = NULL, changed_at = clock_timestamp(), changed_by = excluded.changed_by;
    PERFORM segue.show_epoch($1);
    DELETE FROM segue.old_required r WHERE r.migration = $1;
    PERFORM pg_notify('segue_flag', $1);
END $$;

-- Remembers which transactions of this database are open. To be called after the stages have begun: where there was no
-- fence yet, a transaction is not pinned, and writes the old shape alone however late. For Segue's own role.
CREATE OR REPLACE FUNCTION segue.note_open_transactions(migration text) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    UPDATE segue.flag f SET open_before = ARRAY(
        SELECT l.virtualxid FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
        WHERE l.locktype = 'virtualxid' AND l.mode = 'ExclusiveLock' AND l.pid <> pg_backend_pid()
          AND a.datid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
          AND a.usesysid IS NOT NULL) -- NULL: the server's own workers
    WHERE f.migration = $1
$$;

-- Whose of those transactions is still open, in words; NULL where none is.
CREATE OR REPLACE FUNCTION segue.open_before(migration text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT string_agg(format('pid %s%s', l.pid, ' (' || NULLIF(a.application_name, '') || ')'), ', ' ORDER BY l.pid)
    FROM segue.flag f
    JOIN pg_locks l ON l.locktype = 'virtualxid' AND l.mode = 'ExclusiveLock' AND l.virtualxid = ANY (f.open_before)
    LEFT JOIN pg_stat_activity a ON a.pid = l.pid
    WHERE f.migration = $1
$$;

-- Ends the stages at the last one, in the transaction that contracts or rolls back. The fence stays until every living
-- instance has learned that it goes: see sweep_stages. For Segue's own role.
CREATE OR REPLACE FUNCTION segue.end_stages(migration text) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    UPDATE segue.flag f SET epoch = f.epoch + 1 WHERE f.migration = $1 AND f.stage IS NOT NULL;
    DELETE FROM segue.old_required r WHERE r.migration = $1;
    DELETE FROM segue.dark_read_goal g WHERE g.migration = $1;
    SELECT pg_notify('segue_flag', $1)
$$;

-- Drops the fence of stages that have ended, unless an instance may still use it; says who, NULL once it is gone.
CREATE OR REPLACE FUNCTION segue.sweep_stages(migration text) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    late text := segue.behind($1);
BEGIN
    IF late IS NULL THEN
        EXECUTE 'DROP TABLE IF EXISTS ' || segue.fence_of($1);
    END IF;
    RETURN late;
END $$;

-- In the transaction that is to be pinned, its first two statements, sent together:
--   LOCK TABLE <fence> IN ROW EXCLUSIVE MODE; SELECT * FROM segue.pinned(<migration>, <instance>)
-- The stage holds until the transaction ends, in every isolation level. An instance whose lease has ended gets none.
-- A REPEATABLE READ or SERIALIZABLE transaction that has read before may not see the last move: 40001 then, try again.
CREATE OR REPLACE FUNCTION segue.pinned(migration text, instance bigint)
RETURNS TABLE (stage text, epoch bigint, alive boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY SELECT f.stage, f.epoch,
           EXISTS (SELECT FROM segue.instance i WHERE i.id = $2 AND i.drained_at IS NULL AND i.lease_until > clock_timestamp())
    FROM segue.flag f WHERE f.migration = $1;
    IF current_setting('transaction_isolation') <> 'read committed' AND NOT EXISTS (
            SELECT FROM segue.flag f WHERE f.migration = $1
            AND f.epoch >= pg_sequence_last_value((segue.fence_of($1) || '_epoch')::regclass)) THEN
        PERFORM FROM segue.flag f WHERE f.migration = $1 FOR SHARE; -- raises it, unless the last move was rolled back
    END IF;
END $$;

-- Why a stage may not be moved to now: one row per reason, none where it may.
-- Between DUAL_WRITE and RAMP_DOWN both shapes are written, so whatever mix of those stages is live, none reads what
-- another does not write: back among them goes any step, at once, also past an instance that does not answer.
CREATE OR REPLACE FUNCTION segue.against_stage(migration text, wanted text) RETURNS TABLE (reason text, opens text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    order_of CONSTANT text[] := ARRAY['OFF', 'DUAL_WRITE', 'SHADOW', 'LIVE', 'RAMP_DOWN', 'COMPLETE'];
    f segue.flag;
    m segue.migration;
    c segue.comparison;
    step integer;
    late text;
    waiting bigint;
BEGIN
    SELECT x.* INTO f FROM segue.flag x WHERE x.migration = $1;
    SELECT x.* INTO m FROM segue.migration x WHERE x.name = $1;
    IF m.name IS NULL THEN
        RETURN QUERY SELECT format('there is no migration %s', $1), 'segue status'::text;
        RETURN;
    ELSIF f.stage IS NULL THEN
        RETURN QUERY SELECT format('%s has no stages: the database writes twice', $1), format('segue flag %s on', $1);
        RETURN;
    END IF;
    step := array_position(order_of, $2) - array_position(order_of, f.stage);
    IF step IS NULL THEN
        RETURN QUERY SELECT format('%s is no stage', $2), 'one of ' || array_to_string(order_of, ', ');
        RETURN;
    ELSIF step = 0 THEN
        RETURN;
    ELSIF m.state IN ('CONTRACTED', 'ROLLED_BACK') THEN
        RETURN QUERY SELECT format('%s is %s: its stages have ended', $1, m.state), format('segue status %s', $1);
        RETURN;
    ELSIF f.stage = 'COMPLETE' THEN
        RETURN QUERY SELECT 'the old shape is not written any more and has fallen behind'::text,
            format('segue seal %s, then segue contract %s; or restore a backup', $1, $1);
        RETURN;
    ELSIF step < 0 AND $2 <> 'OFF' THEN
        RETURN;
    ELSIF abs(step) > 1 THEN
        RETURN QUERY SELECT format('%s is not next to %s', $2, f.stage),
            format('segue stage %s %s', $1, lower(order_of[array_position(order_of, f.stage) + sign(step)::integer]));
        RETURN;
    END IF;
    late := segue.behind($1);
    IF late IS NOT NULL THEN
        RETURN QUERY SELECT format('not yet in stage %s: %s', f.stage, late), 'wait for their next heartbeat'::text;
    END IF;
    IF $2 = 'OFF' AND f.filling_since IS NOT NULL AND m.state <> 'ROLLING_BACK' THEN
        RETURN QUERY SELECT 'rows are filled already, and what only the old shape gets would make them stale'::text,
            format('segue rollback %s', $1);
    ELSIF $2 = 'DUAL_WRITE' THEN
        late := segue.one_shape_only($1);
        IF late IS NOT NULL THEN
            RETURN QUERY SELECT format('cannot write both shapes: %s', late), 'retire them'::text;
        END IF;
        IF m.state NOT IN ('FILLING', 'VERIFYING', 'BOTH_LIVE') THEN
            RETURN QUERY SELECT format('%s is %s', $1, m.state), format('segue status %s', $1);
        END IF;
        late := segue.open_before($1);
        IF late IS NOT NULL THEN
            RETURN QUERY SELECT format('transactions that were open when the stages began may still write the old shape alone: %s', late),
                'wait for their end, or end them with pg_terminate_backend(pid)'::text;
        END IF;
    ELSIF step > 0 AND m.state <> 'BOTH_LIVE' THEN
        RETURN QUERY SELECT format('%s is %s: the shapes are not verified', $1, m.state), format('segue resume %s', $1);
    END IF;
    IF $2 IN ('LIVE', 'COMPLETE') THEN
        SELECT x.* INTO c FROM segue.comparison x WHERE x.migration = $1 AND x.attempt = m.attempt ORDER BY x.id DESC LIMIT 1;
        IF c.id IS NULL THEN
            RETURN QUERY SELECT 'the shapes were not compared'::text, format('segue verify %s', $1);
        ELSIF c.differing > 0 OR c.pending > 0 THEN
            RETURN QUERY SELECT format('the last comparison found %s rows that differ and %s without a counterpart', c.differing, c.pending),
                format('mend them, then segue verify %s', $1);
        ELSIF $2 = 'COMPLETE' AND c.finished_at < f.changed_at THEN
            RETURN QUERY SELECT 'the shapes were last compared before stage RAMP_DOWN began'::text, format('segue verify %s', $1);
        END IF;
    END IF;
    IF $2 = 'LIVE' THEN
        RETURN QUERY SELECT d.reason, d.opens FROM segue.against_dark_reads($1) d;
    ELSIF $2 = 'COMPLETE' THEN
        SELECT count(*) INTO waiting FROM segue.outbox o WHERE o.migration = $1;
        IF waiting > 0 THEN
            RETURN QUERY SELECT format('%s writes to another store wait in the outbox', waiting), 'wait for the relay'::text;
        END IF;
    END IF;
END $$;

-- What the dark reads of a migration found in their window, for the epoch, version and comparator that count now.
CREATE OR REPLACE FUNCTION segue.dark_read_counts(migration text)
RETURNS TABLE (name text, version text, comparator text, comparisons bigint, mismatches bigint, ignored bigint,
               inconclusive bigint, dropped bigint, goal bigint, since timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.name, s.version, s.comparator, COALESCE(sum(d.comparisons), 0)::bigint, COALESCE(sum(d.mismatches), 0)::bigint,
           COALESCE(sum(d.ignored), 0)::bigint, COALESCE(sum(d.inconclusive), 0)::bigint, COALESCE(sum(d.dropped), 0)::bigint,
           g.comparisons, min(d.reported_at)
    FROM segue.dark_read_site s
    LEFT JOIN segue.dark_read_goal g ON g.migration = s.migration
    LEFT JOIN segue.flag f ON f.migration = s.migration
    LEFT JOIN segue.dark_read d ON d.migration = s.migration AND d.name = s.name AND d.version = s.version
        AND d.comparator = s.comparator AND d.epoch = COALESCE(f.epoch, 0)
        AND d.reported_at > clock_timestamp() - COALESCE(g.within, interval '24 hours')
    WHERE s.migration = $1
    GROUP BY s.name, s.version, s.comparator, g.comparisons
    ORDER BY s.name
$$;

-- Why the dark reads of a migration are not clean: for each registered read, what is missing. Where n comparisons found
-- no difference, its rate lies below 3/n (95 %).
CREATE OR REPLACE FUNCTION segue.against_dark_reads(migration text) RETURNS TABLE (reason text, opens text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT format('no dark read is registered for %s', $1), 'deploy code that registers its dark reads'::text
    FROM segue.dark_read_goal g WHERE g.migration = $1 AND NOT EXISTS (SELECT FROM segue.dark_read_site s WHERE s.migration = $1)
    UNION ALL
    SELECT format('%s: %s of %s compared, %s differ%s', c.name, c.comparisons, c.goal, c.mismatches,
                  CASE WHEN c.mismatches = 0 AND c.comparisons >= 3
                       THEN format(' (rate below %s)', ltrim(to_char(3.0 / c.comparisons, '9.9EEEE'))) END),
           CASE WHEN c.mismatches > 0 THEN format('segue dark-reads %s', $1) ELSE 'wait for more dark reads' END
    FROM segue.dark_read_counts($1) c WHERE c.goal IS NOT NULL AND (c.mismatches > 0 OR c.comparisons < c.goal)
$$;

-- Moves the stage, or raises SG003 with the first reason against it. Gives the new epoch. Waits for transactions that are
-- pinned to the old stage, and new ones wait behind it: at most as long as the session's lock_timeout says, and never
-- longer than 900 ms (55P03; try again). In COMPLETE nobody gives the old columns a value any more, so they may be NULL.
CREATE OR REPLACE FUNCTION segue.move_stage(migration text, wanted text, actor text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    given CONSTANT text := current_setting('lock_timeout');
    f segue.flag;
    against record;
    required record;
BEGIN
    IF given::interval = interval '0' OR given::interval > interval '900 milliseconds' THEN
        PERFORM set_config('lock_timeout', '900ms', true);
    END IF;
    SELECT x.* INTO f FROM segue.flag x WHERE x.migration = $1 FOR UPDATE;
    FOR pass IN 1..2 LOOP
        SELECT a.* INTO against FROM segue.against_stage($1, $2) a LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION '%', against.reason USING ERRCODE = 'SG003', HINT = against.opens;
        ELSIF f.stage = $2 THEN
            PERFORM set_config('lock_timeout', given, true);
            RETURN f.epoch;
        ELSIF pass = 1 THEN
            -- who was pinned may have left something in the outbox: asked again
            EXECUTE format('LOCK TABLE %s IN EXCLUSIVE MODE', segue.fence_of($1));
        END IF;
    END LOOP;
    IF $2 = 'COMPLETE' THEN
        FOR required IN SELECT r.table_name, r.column_name FROM segue.old_required r WHERE r.migration = $1 LOOP
            EXECUTE format('ALTER TABLE %s ALTER COLUMN %I DROP NOT NULL', required.table_name::regclass, required.column_name);
        END LOOP;
    END IF;
    UPDATE segue.flag x
    SET stage = $2, epoch = x.epoch + 1, changed_by = $3, changed_at = clock_timestamp(),
        percent = CASE WHEN $2 IN ('LIVE', 'RAMP_DOWN', 'COMPLETE') THEN 100 ELSE 0 END
    WHERE x.migration = $1;
    PERFORM segue.show_epoch($1);
    INSERT INTO segue.event (migration, kind, actor, message) VALUES ($1, 'stage', $3, f.stage || ' to ' || $2);
    PERFORM pg_notify('segue_flag', $1);
    PERFORM set_config('lock_timeout', given, true);
    RETURN f.epoch + 1;
END $$;

-- Proposals --------------------------------------------------------------------------------------------------------

-- Whether the last thing that a proposer was granted is this. A proposal that is only repeated, by another instance or
-- after a restart, must not undo what an operator or a retreat did since.
CREATE OR REPLACE FUNCTION segue.granted_before(migration text, wanted text, actor text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT COALESCE((SELECT e.message = $2 FROM segue.event e
                     WHERE e.migration = $1 AND e.kind = 'proposal' AND e.actor = $3
                     ORDER BY e.number DESC LIMIT 1), false)
$$;

-- A percentage, proposed by somebody who does not decide it, such as a provider of flags; where the database writes twice.
-- Raises SG003 where the migration's state does not permit it. Gives the epoch that is in force then.
CREATE OR REPLACE FUNCTION segue.propose_percent(migration text, wanted integer, actor text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '200ms' AS $$
#variable_conflict use_column
DECLARE
    m segue.migration;
    f segue.flag;
    permitted boolean;
    named text;
BEGIN
    SELECT x.* INTO m FROM segue.migration x WHERE x.name = $1 FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no migration %', $1 USING ERRCODE = 'SG001',
            HINT = 'segue status lists the migrations; segue run FILE starts one';
    END IF;
    IF $2 IS NULL OR $2 NOT BETWEEN 0 AND 100 THEN
        RAISE EXCEPTION 'a flag stands between 0 and 100 percent, not %', $2 USING ERRCODE = 'SG003',
            HINT = format('segue flag %s 25%%', $1);
    END IF;
    SELECT x.* INTO f FROM segue.flag x WHERE x.migration = $1 FOR UPDATE;
    IF f.stage IS NOT NULL THEN
        RAISE EXCEPTION '% has stages: the application writes twice', $1 USING ERRCODE = 'SG003',
            HINT = format('propose a stage, or segue stage %s', $1);
    END IF;
    IF segue.granted_before($1, $2 || ' %', $3) THEN
        RETURN COALESCE(f.epoch, 0);
    END IF;
    permitted := CASE WHEN m.state IN ('FILLING', 'VERIFYING', 'BOTH_LIVE') THEN true
                      WHEN m.state IN ('SEALING', 'SEALED', 'UNSEALING', 'CONTRACTING', 'CONTRACTED') THEN $2 = 100
                      ELSE $2 = 0 END;
    IF NOT permitted THEN
        RAISE EXCEPTION '% is %: at % percent code would meet a shape that is not there', $1, m.state, $2
            USING ERRCODE = 'SG003', HINT = format('segue status %s', $1);
    END IF;
    INSERT INTO segue.event (migration, kind, actor, message) VALUES ($1, 'proposal', $3, $2 || ' %');
    IF f.percent IS DISTINCT FROM $2 THEN
        named := COALESCE(f.flag, m.plan::jsonb #>> '{header,flag}', $1);
        INSERT INTO segue.flag AS x (migration, flag, percent, changed_by) VALUES ($1, named, $2, $3)
        ON CONFLICT ON CONSTRAINT flag_pkey DO UPDATE SET percent = excluded.percent, epoch = x.epoch + 1,
            changed_by = excluded.changed_by, changed_at = clock_timestamp();
        INSERT INTO segue.event (migration, kind, actor, message) VALUES ($1, 'flag', $3, named || ' at ' || $2 || ' %');
        PERFORM pg_notify('segue_flag', $1);
    END IF;
    RETURN (SELECT x.epoch FROM segue.flag x WHERE x.migration = $1);
END $$;

-- The same for a stage, where the application writes twice: what segue.move_stage permits, which waits only briefly here.
CREATE OR REPLACE FUNCTION segue.propose_stage(migration text, wanted text, actor text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '200ms' AS $$
#variable_conflict use_column
DECLARE
    moved bigint;
BEGIN
    SELECT x.epoch INTO moved FROM segue.flag x WHERE x.migration = $1 FOR UPDATE;
    IF NOT segue.granted_before($1, 'stage ' || $2, $3) THEN
        moved := segue.move_stage($1, $2, $3);
        INSERT INTO segue.event (migration, kind, actor, message) VALUES ($1, 'proposal', $3, 'stage ' || $2);
    END IF;
    RETURN moved;
END $$;

-- Dark reads -------------------------------------------------------------------------------------------------------

-- A place of the code that reads both shapes. Another version or comparator begins its counts anew.
CREATE OR REPLACE FUNCTION segue.dark_read_register(migration text, name text, version text, comparator text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO segue.dark_read_site AS s (migration, name, version, comparator) VALUES ($1, $2, $3, $4)
    ON CONFLICT ON CONSTRAINT dark_read_site_pkey DO UPDATE
    SET version = excluded.version, comparator = excluded.comparator, registered_at = clock_timestamp()
    WHERE (s.version, s.comparator) IS DISTINCT FROM (excluded.version, excluded.comparator)
$$;

-- Takes a report, a JSON array of
--   {"name": …, "epoch": …, "version": …, "comparator": …, "comparisons": …, "mismatches": …, "ignored": …,
--    "inconclusive": …, "dropped": …, "samples": [{"path": …, "old": …, "new": …, "verdict": …}]}
-- and keeps the last hundred samples of each read.
CREATE OR REPLACE FUNCTION segue.dark_read_report(migration text, report jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO segue.dark_read (migration, name, epoch, version, comparator, comparisons, mismatches, ignored, inconclusive, dropped)
    SELECT $1, r ->> 'name', COALESCE((r ->> 'epoch')::bigint, 0), COALESCE(r ->> 'version', ''), COALESCE(r ->> 'comparator', ''),
           COALESCE((r ->> 'comparisons')::bigint, 0), COALESCE((r ->> 'mismatches')::bigint, 0),
           COALESCE((r ->> 'ignored')::bigint, 0), COALESCE((r ->> 'inconclusive')::bigint, 0), COALESCE((r ->> 'dropped')::bigint, 0)
    FROM jsonb_array_elements($2) r;
    INSERT INTO segue.dark_read_sample (migration, name, path, old_value, new_value, verdict)
    SELECT $1, r ->> 'name', s ->> 'path', s ->> 'old', s ->> 'new', s ->> 'verdict'
    FROM jsonb_array_elements($2) r, jsonb_array_elements(COALESCE(r -> 'samples', '[]')) s;
    DELETE FROM segue.dark_read_sample d USING jsonb_array_elements($2) r
    WHERE d.migration = $1 AND d.name = r ->> 'name'
      AND d.id <= (SELECT x.id FROM segue.dark_read_sample x WHERE x.migration = $1 AND x.name = r ->> 'name'
                   ORDER BY x.id DESC OFFSET 100 LIMIT 1);
END $$;

-- Gives way to the old shape at once: LIVE becomes SHADOW, a flag on new becomes 0 %. Only while both shapes are kept in
-- step; says whether it did. It waits for no transaction: LIVE and SHADOW both write both shapes, so who is pinned to LIVE
-- may end in it.
CREATE OR REPLACE FUNCTION segue.retreat(migration text, actor text, reason text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    f segue.flag;
    m segue.migration;
BEGIN
    SELECT x.* INTO f FROM segue.flag x WHERE x.migration = $1 FOR UPDATE;
    SELECT x.* INTO m FROM segue.migration x WHERE x.name = $1;
    IF f.migration IS NULL OR m.state <> 'BOTH_LIVE' OR (f.stage IS NULL AND f.percent = 0)
       OR (f.stage IS NOT NULL AND f.stage <> 'LIVE') THEN
        RETURN false;
    END IF;
    UPDATE segue.flag x SET percent = 0, stage = CASE WHEN f.stage IS NOT NULL THEN 'SHADOW' END, epoch = x.epoch + 1,
        changed_at = clock_timestamp(), changed_by = $2 WHERE x.migration = $1;
    IF f.stage IS NOT NULL THEN
        PERFORM segue.show_epoch($1);
    END IF;
    INSERT INTO segue.event (migration, kind, actor, message) VALUES ($1, 'retreat', $2, $3);
    PERFORM pg_notify('segue_flag', $1);
    RETURN true;
END $$;

-- Outbox -----------------------------------------------------------------------------------------------------------

-- In the application's own transaction: a write to another store, to be delivered after commit, at least once. The key
-- is the idempotency key, and orders deliveries: of one key they arrive in the order of their ids.
CREATE OR REPLACE FUNCTION segue.enqueue(migration text, name text, key text, payload text) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO segue.outbox (migration, name, key, payload) VALUES ($1, $2, $3, $4) RETURNING id
$$;

-- Takes deliveries for a while: the oldest of each key that nobody else has.
CREATE OR REPLACE FUNCTION segue.outbox_take(migration text, name text, lease interval, most integer)
RETURNS TABLE (id bigint, key text, payload text, attempts integer)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE segue.outbox o SET claimed_until = clock_timestamp() + $3, attempts = o.attempts + 1
    WHERE o.id IN (
        SELECT c.id FROM segue.outbox c
        WHERE c.migration = $1 AND c.name = $2 AND c.claimed_until < statement_timestamp()
          AND c.key NOT IN (SELECT b.key FROM segue.outbox b WHERE b.migration = $1 AND b.name = $2
                            AND b.claimed_until >= statement_timestamp()) -- what waits behind a poisoned one is soon passed over
          AND c.id = (SELECT b.id FROM segue.outbox b WHERE b.migration = $1 AND b.name = $2 AND b.key = c.key
                      ORDER BY b.id LIMIT 1)
        ORDER BY c.id LIMIT $4 FOR UPDATE OF c SKIP LOCKED)
    RETURNING o.id, o.key, o.payload, o.attempts
$$;

CREATE OR REPLACE FUNCTION segue.outbox_delivered(id bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$ DELETE FROM segue.outbox o WHERE o.id = $1 $$;

-- Not delivered; tried again after a while.
CREATE OR REPLACE FUNCTION segue.outbox_failed(id bigint, problem text, again interval) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE segue.outbox o SET problem = $2, claimed_until = clock_timestamp() + $3 WHERE o.id = $1
$$;
