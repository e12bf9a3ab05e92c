/** JSON of catalog queries, without what has its default: nulls and empty lists, at every depth. */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return holdsDefault.test(text) ? strip(value) : value;
}

/** Most holds none: a query for very many objects leaves them out itself. */
const holdsDefault = /: ?(?:null|\[\])/;

function strip(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(strip);
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]: [string, unknown]) =>
      isDefault(field) ? [] : [[name, strip(field)]],
    ),
  );
}

const isDefault = (value: unknown): boolean =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0);
