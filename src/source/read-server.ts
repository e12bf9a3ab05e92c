/** What a database runs on: the versions of PostgreSQL and TimescaleDB, and what differs between them. */
import { Failure } from "../finding.js";
import { releaseOf, type Server } from "../kinds/server.js";
import type { Connection } from "./connection.js";

const serverQuery = `
select current_setting('server_version') as version,
       current_setting('server_version_num')::int / 10000 as major,
       pg_catalog.pg_relation_size('pg_catalog.pg_class') as relation_bytes,
       e.extversion as timescaledb,
       n.nspname as schema
  from (select) as one
  left join pg_catalog.pg_extension e on e.extname = 'timescaledb'
  left join pg_catalog.pg_namespace n on n.oid = e.extnamespace`;

// By membership: chunks are no members, and make pg_class long.
const columnQuery = `
select cn.nspname || '.' || c.relname || '.' || a.attname as name
  from pg_catalog.pg_extension e
  join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_extension'::regclass and d.refobjid = e.oid and d.deptype = 'e'
   and d.classid = 'pg_catalog.pg_class'::regclass
  join pg_catalog.pg_class c on c.oid = d.objid and c.relkind in ('r', 'v')
  join pg_catalog.pg_namespace cn on cn.oid = c.relnamespace
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
 where e.extname = 'timescaledb'
   and cn.nspname in ('_timescaledb_catalog', '_timescaledb_config', 'timescaledb_information')`;

/** What a database runs on. */
export async function readServer(connection: Connection): Promise<Omit<Server, "traced">> {
  const [row] = await connection.query(serverQuery);
  if (row === undefined) throw new Failure("the server did not say which version it is");
  const timescaledb = row["timescaledb"] === null ? null : text(row["timescaledb"]);
  return {
    // Debian and others add their package's version: `15.20 (Debian 15.20-0+deb12u1)`.
    version: String(row["version"]).replace(/ .*/, ""),
    major: Number(row["major"]),
    relationBytes: Number(row["relation_bytes"]),
    timescaledb:
      timescaledb === null
        ? null
        : {
            version: timescaledb,
            release: releaseOf(timescaledb),
            schema: String(row["schema"]),
            columns: new Set((await connection.query(columnQuery)).map(({ name }) => String(name))),
          },
  };
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
