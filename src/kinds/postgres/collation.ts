/** Collations (pg_collation). Which version of the library they were made with is no part of their definition. */
import { literal, qualified } from "../../sql/quote.js";
import { defineKind, flag, text } from "../kind.js";
import { madeIn } from "../present.js";
import { comment, joinComment } from "./comment.js";

export const collation = defineKind({
  name: "collation",
  section: "collations",
  part: "none",
  holdsParts: false,
  catalog: "pg_collation",
  phase: "type",
  missing: "breaking",
  unexpected: "info",
  fields: {
    /** `icu` or `builtin`; libc without it. */
    provider: text("breaking"),
    locale: text("breaking"),
    /** Where sorting and character classes have locales of their own. */
    lc_collate: text("breaking"),
    lc_ctype: text("breaking"),
    nondeterministic: flag("breaking"),
    rules: text("breaking"),
    comment: text("info"),
  },
  present: madeIn("pg_collation"),
  // The column of an ICU locale: collcollate in PostgreSQL 14, colliculocale in 15 and 16, colllocale since.
  query: () => `
select c.oid, c.xmin::text::bigint as xid,
       json_build_array(s.name, c.collname) as path,
       json_build_object(
         'provider', case c.collprovider when 'i' then 'icu' when 'b' then 'builtin' end,
         'locale', case when c.collprovider <> 'c'
                        then coalesce(j.row ->> 'colllocale', j.row ->> 'colliculocale', c.collcollate)
                        when c.collcollate = c.collctype then c.collcollate end,
         'lc_collate', case when c.collprovider = 'c' and c.collcollate <> c.collctype then c.collcollate end,
         'lc_ctype', case when c.collprovider = 'c' and c.collcollate <> c.collctype then c.collctype end,
         'nondeterministic', nullif(not c.collisdeterministic, false),
         'rules', j.row ->> 'collicurules',
         'comment', d.description) as body
  from space s
  join pg_catalog.pg_collation c on c.collnamespace = s.oid
  cross join lateral (select to_jsonb(c) as row) j
  ${joinComment("pg_collation", "c.oid")}
 where not exists (select from member m where m.catalog = 'pg_collation'::regclass and m.oid = c.oid)`,
  create: ({ path, body }) => {
    const options = {
      PROVIDER: body.provider,
      LOCALE: quoted(body.locale),
      LC_COLLATE: quoted(body.lc_collate),
      LC_CTYPE: quoted(body.lc_ctype),
      DETERMINISTIC: body.nondeterministic === true ? "false" : undefined,
      RULES: quoted(body.rules),
    };
    const given = Object.entries(options).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name} = ${value}`],
    );
    return [
      `CREATE COLLATION ${qualified(path)} (${given.join(", ")})`,
      ...comment(`COLLATION ${qualified(path)}`, body.comment),
    ];
  },
});

const quoted = (value: string | undefined): string | undefined =>
  value === undefined ? undefined : literal(value);
