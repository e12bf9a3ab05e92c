/** The one list of kinds, in the order in which a snapshot shows them. */
import { shapes, type Kind } from "./kind.js";
import type { Layout } from "../model/model.js";
import { accessMethod } from "./postgres/access-method.js";
import { aggregate } from "./postgres/aggregate.js";
import { baseType } from "./postgres/base-type.js";
import { cast } from "./postgres/cast.js";
import { collation } from "./postgres/collation.js";
import { compositeType } from "./postgres/composite-type.js";
import { constraint } from "./postgres/constraint.js";
import { conversion } from "./postgres/conversion.js";
import { defaultPrivilege } from "./postgres/default-privilege.js";
import { domain } from "./postgres/domain.js";
import { enumType } from "./postgres/enum.js";
import { eventTrigger } from "./postgres/event-trigger.js";
import { extendedStatistics } from "./postgres/extended-statistics.js";
import { extensionMember } from "./postgres/extension-member.js";
import { extension } from "./postgres/extension.js";
import { foreignDataWrapper } from "./postgres/foreign-data-wrapper.js";
import { foreignKey } from "./postgres/foreign-key.js";
import { foreignServer } from "./postgres/foreign-server.js";
import { foreignTable } from "./postgres/foreign-table.js";
import { functionKind } from "./postgres/function.js";
import { grantKind } from "./postgres/grant.js";
import { index } from "./postgres/index.js";
import { language } from "./postgres/language.js";
import { materializedView } from "./postgres/materialized-view.js";
import { notNullConstraint } from "./postgres/not-null-constraint.js";
import { operatorClass } from "./postgres/operator-class.js";
import { operatorFamily } from "./postgres/operator-family.js";
import { operator } from "./postgres/operator.js";
import { owner } from "./postgres/owner.js";
import { ownership } from "./postgres/ownership.js";
import { privilege } from "./postgres/privilege.js";
import { publication } from "./postgres/publication.js";
import { rangeType } from "./postgres/range-type.js";
import { rowPolicy } from "./postgres/row-policy.js";
import { rule } from "./postgres/rule.js";
import { schema } from "./postgres/schema.js";
import { sequence } from "./postgres/sequence.js";
import { setting } from "./postgres/setting.js";
import { subscription } from "./postgres/subscription.js";
import { table } from "./postgres/table.js";
import { textSearchConfiguration } from "./postgres/text-search-configuration.js";
import { textSearchDictionary } from "./postgres/text-search-dictionary.js";
import { textSearchParser } from "./postgres/text-search-parser.js";
import { textSearchTemplate } from "./postgres/text-search-template.js";
import { transform } from "./postgres/transform.js";
import { trigger } from "./postgres/trigger.js";
import { typedTable } from "./postgres/typed-table.js";
import { userMapping } from "./postgres/user-mapping.js";
import { view } from "./postgres/view.js";
import { compression } from "./timescale/compression.js";
import { continuousAggregate } from "./timescale/continuous-aggregate.js";
import { hypertable } from "./timescale/hypertable.js";
import { job } from "./timescale/job.js";
import { policy } from "./timescale/policy.js";

export const kinds: readonly Kind[] = [
  extension,
  extensionMember,
  setting,
  schema,
  collation,
  enumType,
  domain,
  baseType,
  compositeType,
  rangeType,
  textSearchParser,
  textSearchTemplate,
  textSearchDictionary,
  textSearchConfiguration,
  foreignDataWrapper,
  foreignServer,
  userMapping,
  sequence,
  functionKind,
  language,
  transform,
  accessMethod,
  aggregate,
  operator,
  operatorFamily,
  operatorClass,
  cast,
  conversion,
  table,
  foreignTable,
  typedTable,
  hypertable,
  notNullConstraint,
  constraint,
  foreignKey,
  index,
  extendedStatistics,
  trigger,
  rule,
  rowPolicy,
  privilege,
  owner,
  compression,
  continuousAggregate,
  policy,
  view,
  materializedView,
  job,
  publication,
  subscription,
  eventTrigger,
  grantKind,
  ownership,
  defaultPrivilege,
];

const byName = new Map(kinds.map((kind) => [kind.name, kind]));

/** @throws Error where no kind has that name: models are checked when they are read */
export function kindNamed(name: string): Kind {
  const kind = byName.get(name);
  if (kind === undefined) throw new Error(`no kind is named "${name}"`);
  return kind;
}

/** How the kinds are laid out in YAML. */
export const layouts: readonly Layout[] = kinds.map((kind) => ({ ...kind, shape: shapes(kind.fields) }));

const layoutsByName = new Map(layouts.map((layout) => [layout.name, layout]));

/** @throws Error where no kind has that name */
export function layoutNamed(name: string): Layout {
  const layout = layoutsByName.get(name);
  if (layout === undefined) throw new Error(`no kind is named "${name}"`);
  return layout;
}
