/** Storage parameters of relation `c` (pg_class) and of its TOAST table, as WITH takes them: a json list. */
export const parametersQuery = `(
           select json_agg(o order by o)
             from (select unnest(c.reloptions)
                   union all
                   select 'toast.' || unnest(tc.reloptions) from pg_catalog.pg_class tc where tc.oid = c.reltoastrelid) x (o))`;
