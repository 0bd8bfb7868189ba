-- What tenants may ask of the door; null: as much as they want. What they may spend is in budgets.

CREATE TABLE quotas (
  tenant              text        PRIMARY KEY,
  requests_per_minute bigint,
  tokens_per_minute   bigint,
  in_flight           bigint,
  changed_at          timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- What they have asked in a minute, counted for all replicas; of tenants with a quota only.
CREATE TABLE quota_use (
  tenant   text   PRIMARY KEY,
  minute   bigint NOT NULL,
  requests bigint NOT NULL DEFAULT 0,
  tokens   bigint NOT NULL DEFAULT 0
);
COMMENT ON COLUMN quota_use.minute IS 'minutes since 1970';

-- A look-up for a tenant takes this role and names the tenant for the length of its transaction:
-- whatever it then asks for, the database shows that tenant's rows only, and none where no tenant
-- is named. The tables' owner sees all, as the jobs have to.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'chorus_tenant') THEN
    CREATE ROLE chorus_tenant NOLOGIN;
  END IF;
  EXECUTE format('GRANT chorus_tenant TO %I', current_user);
END
$$;

DO $$
DECLARE
  part text;
BEGIN
  FOREACH part IN ARRAY ARRAY['tasks', 'finals', 'files', 'batches', 'idempotency_keys', 'quotas',
                              'quota_use', 'budgets'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part);
    EXECUTE format(
      'CREATE POLICY own_rows ON %I FOR SELECT TO chorus_tenant
         USING (tenant = current_setting(''chorus.tenant'', true))', part);
    EXECUTE format('GRANT SELECT ON %I TO chorus_tenant', part);
  END LOOP;
END
$$;
