/**
 * The sample schemas under fixtures/samples: each comes back from YAML and from its own baseline, is the same to pg_dump,
 * and is the same from file as on a live server of each major; and what is changed in one is found, and nothing else.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { compare } from "../src/diff/comparison.js";
import { layouts } from "../src/kinds/kinds.js";
import { read, write } from "../src/model/yaml.js";
import { baselineBody } from "../src/render/baseline.js";
import { drifted } from "../src/render/summary.js";
import { readSource, type Sourced } from "../src/source/source.js";
import { sameSchema } from "./referee/referee.js";
import { majors, server } from "./servers/servers.js";

const root = join(import.meta.dirname, "../fixtures/samples");
const file = (name: string): string => join(root, name, "schema.sql");

/** One change of each sample, and the keys of all that it is found as. */
const mutations: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  shop: {
    "alter table shop.products alter active drop default": ["table shop.products"],
    "drop index shop.orders_open": ["index shop.orders.orders_open"],
    "alter type shop.order_status add value 'lost' before 'returned'": ["enum shop.order_status"],
    "alter domain shop.email drop constraint looks_like_one": ["domain shop.email"],
    "create or replace function shop.best(text, text) returns text language sql immutable as 'select least($1, $2)'":
      ["function shop.best(text, text)"],
    "alter sequence shop.invoice_number cache 1": ["sequence shop.invoice_number"],
    "comment on trigger touch on shop.products is null": ["trigger shop.products.touch"],
    "alter table shop.stock set logged": ["table shop.stock"],
  },
  saas: {
    "alter table app.attachments enable row level security": ["table app.attachments"],
    "alter policy support_reads on tenancy.tenants to public": ["row policy tenancy.tenants.support_reads"],
    "revoke update (expires_at) on app.api_keys from sample_support": [
      "privilege app.api_keys.sample_support",
    ],
    "grant execute on function tenancy.is_member(uuid, app.role) to public": [
      "grant function.tenancy.is_member(uuid, app.role).public",
    ],
    "alter view app.my_tasks reset (security_barrier)": ["view app.my_tasks"],
    "alter table app.tasks validate constraint blocked_by_another": [
      "foreign key app.tasks.blocked_by_another",
    ],
    "alter table audit.log_2024 owner to sample_app": ["owner audit.log_2024"],
    "alter default privileges in schema app revoke delete on tables from sample_app": [
      "default privilege pg_database_owner.app.tables.sample_app",
    ],
    "alter event trigger audit_ddl enable": ["event trigger audit_ddl"],
  },
  warehouse: {
    "alter table mart.sales detach partition mart.sales_2025": [
      "constraint mart.sales_2025.sales_2025_pkey",
      "constraint mart.sales_2025.something_was_sold",
      "foreign key mart.sales_2025.sales_product_id_fkey",
      "foreign key mart.sales_2025.sales_store_id_fkey",
      "index mart.sales_2025.sales_2025_channel_idx",
      "index mart.sales_2025.sales_2025_product_id_sold_at_amount_idx",
      "table mart.sales_2025",
      "trigger mart.sales_2025.check_sales",
    ],
    "alter table mart.sales_before disable trigger check_sales": ["trigger mart.sales_before.check_sales"],
    "drop index mart.sales_of_channels": ["index mart.sales.sales_of_channels"],
    "alter table raw.measurements_later no inherit raw.measurements": ["table raw.measurements_later"],
    "alter statistics mart.country_and_channel set statistics 100": [
      "extended statistics mart.sales.country_and_channel",
    ],
    "alter materialized view mart.top_products alter name set statistics -1": [
      "materialized view mart.top_products",
    ],
    "alter user mapping for public server \"old warehouse\" options (set user 'other')": [
      'user mapping "old warehouse".public',
    ],
    "alter foreign table raw.old_sales alter id options (drop column_name)": ["foreign table raw.old_sales"],
    "alter operator stats.<! (mart.money, mart.money) set (restrict = none)": [
      'operator stats."<!(mart.money, mart.money)"',
    ],
  },
};

const samples = readdirSync(root).sort();

/** A database of its own with statements run. */
async function live(
  major: number,
  ...statements: readonly string[]
): Promise<{
  readonly url: string;
  readonly source: Sourced;
  readonly run: (sql: string) => Promise<Sourced>;
}> {
  const { url } = await (await server(major)).createDatabase();
  const run = async (sql: string): Promise<Sourced> => {
    const client = new pg.Client(url);
    client.on("notice", () => undefined);
    await client.connect();
    await client.query(sql).finally(() => client.end());
    return readSource(url);
  };
  let source: Sourced | undefined;
  for (const sql of statements) source = await run(sql);
  if (source === undefined) throw new Error("a sample without statements");
  return { url, source, run };
}

const timeout = 300_000;

test("there are samples, and mutations of each", () => {
  expect(samples).toEqual(Object.keys(mutations).sort());
});

describe.each(samples)("%s", (name) => {
  const sql = readFileSync(file(name), "utf8");
  let replayed: Sourced;
  beforeAll(async () => {
    replayed = await readSource(file(name), { cache: false });
  }, timeout);

  test.each(majors)("on PostgreSQL %i", { timeout }, async (major) => {
    const original = await live(major, sql);
    const { model } = original.source;
    expect(model.objects.size).toBeGreaterThan(50);
    expect(model.gaps).toEqual([]);
    expect(read(write(model, layouts), layouts, "snapshot")).toEqual(model);
    expect(drifted(await compare(replayed, original.source))).toEqual([]);

    const rebuilt = await live(major, baselineBody(model));
    expect(drifted(await compare(original.source, rebuilt.source))).toEqual([]);
    expect((await sameSchema(original.url, rebuilt.url)).diff).toBe("");
  });

  test("what is changed is found, and nothing else", { timeout }, async () => {
    const changed = await live(15, sql);
    let before = changed.source;
    for (const [mutation, keys] of Object.entries(mutations[name] ?? {})) {
      const after = await changed.run(mutation);
      const found = drifted(await compare(before, after)).map(({ key }) => key);
      expect([...new Set(found)], mutation).toEqual(keys);
      before = after;
    }
  });
});
