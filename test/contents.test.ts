/** A baseline fills the materialized views that are filled in its source, after everything that they may read. */
import pg from "pg";
import { expect, test } from "vitest";
import { layouts } from "../src/kinds/kinds.js";
import { read, write } from "../src/model/yaml.js";
import { baselineBody } from "../src/render/baseline.js";
import { readSource } from "../src/source/source.js";
import { server } from "./servers/servers.js";

const schema = `
create view z as select 1 as one;
create function reads_z() returns int language sql as 'select one from public.z';
create materialized view "a filled one" as select reads_z() as one;
create materialized view empty as select 1 as one with no data;
create materialized view lower_one as select 1 as one;
create view between_them as select one from lower_one;
create function reads_between() returns int language sql begin atomic select one from between_them; end;
create materialized view a_upper_one as select reads_between() as one;
-- Its source is emptied after it was filled: it cannot be filled again.
create materialized view source as select 1 as one;
create materialized view on_an_empty_one as select one from source;
refresh materialized view source with no data;`;

test("materialized views are filled last, and only those that are filled", async () => {
  const shared = await server(16);
  const load = async (sql: string): Promise<{ url: string; filled: readonly string[] }> => {
    const { url } = await shared.createDatabase();
    const client = new pg.Client(url);
    await client.connect();
    try {
      await client.query(sql);
      const { rows } = await client.query<{ name: string }>(
        "select relname as name from pg_class where relkind = 'm' and relispopulated order by 1",
      );
      return { url, filled: rows.map(({ name }) => name) };
    } finally {
      await client.end();
    }
  };
  const original = await load(schema);
  expect(original.filled).toEqual(["a filled one", "a_upper_one", "lower_one", "on_an_empty_one"]);
  const { model } = await readSource(original.url);
  const rebuilt = await load(baselineBody(read(write(model, layouts), layouts, "snapshot")));
  expect(rebuilt.filled).toEqual(["a filled one", "a_upper_one", "lower_one"]);
  expect((await readSource(rebuilt.url)).model.objects.size).toBe(model.objects.size);
});
