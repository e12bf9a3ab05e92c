/** A database whose settings change how PostgreSQL prints and reads: the model must not. */
import pg from "pg";
import { diff } from "../../src/diff/diff.js";
import { layoutNamed } from "../../src/kinds/kinds.js";
import type { Model } from "../../src/model/model.js";
import { readSource } from "../../src/source/source.js";

const settings: Readonly<Record<string, string>> = {
  search_path: `"$user", public, x, y, pg_temp`,
  datestyle: "'SQL, DMY'",
  intervalstyle: "sql_standard",
  timezone: "'Asia/Kathmandu'",
  extra_float_digits: "-10",
  bytea_output: "escape",
  lc_monetary: "'C.UTF-8'",
  lc_messages: "'C.UTF-8'",
  quote_all_identifiers: "on",
  standard_conforming_strings: "off",
  escape_string_warning: "on",
  backslash_quote: "off",
  array_nulls: "off",
  transform_null_equals: "on",
  client_encoding: "LATIN1",
  default_transaction_isolation: "serializable",
  default_transaction_read_only: "on",
  row_security: "off",
  check_function_bodies: "off",
};

/** What of a model is otherwise when its database has these settings, but for the settings themselves. */
export async function underHostileSettings(url: string, model: Model): Promise<readonly string[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query("set default_transaction_read_only = off");
    const { rows } = await client.query<{ name: string }>("select quote_ident(current_database()) as name");
    for (const [name, value] of Object.entries(settings)) {
      await client.query(`alter database ${rows[0]?.name ?? ""} set ${name} = ${value}`);
    }
  } finally {
    await client.end();
  }
  const { model: again } = await readSource(url);
  const added = diff(model, again, layoutNamed);
  const others = added.filter(({ key }) => !key.startsWith("setting "));
  return [
    ...(added.length > others.length ? [] : ["the settings themselves are not seen"]),
    ...others.map((drift) => `under other settings: ${JSON.stringify(drift)}`),
  ];
}
