-- How tasks were asked, and since when: decisions name the version.

CREATE TABLE policies (
  version    int         PRIMARY KEY,
  yaml       text        NOT NULL,
  stored_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
