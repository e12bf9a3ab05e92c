/** Options of foreign data wrappers, servers, tables and users, without the secrets among them. */
import { identifier, literal } from "../../sql/quote.js";
import { redacted } from "../redaction.js";
import { named, text, type BodyOf } from "../kind.js";

export const optionFields = { options: named("warning", { value: text("warning") }, "value") };

type Options = BodyOf<typeof optionFields>["options"];

/** Names of options whose value is nobody's business. */
const secretName = "(pass(word|wd|phrase)|secret|token|credential|(^|[_-])(api)?key$)";

/**
 * A json list of the options in an array like `{host=db,port=5432}`, by name.
 * @param place SQL for a text that tells what they belong to
 */
export const optionsQuery = (options: string, place: string): string => `
         (select json_agg(json_build_object('name', o.option_name, 'value',
                   case when o.option_name ~* '${secretName}'
                        then ${redacted("o.option_value", `${place}, o.option_name`)}
                        else o.option_value end) order by o.option_name)
            from pg_options_to_table(${options}) o)`;

/** ` OPTIONS (host 'db')`, or nothing. */
export const optionsClause = (options: Options): string =>
  options === undefined
    ? ""
    : ` OPTIONS (${options.map(({ name, value }) => `${identifier(name)} ${literal(value ?? "")}`).join(", ")})`;
