/** The one list of sorts of change, by family. */
import { aggregateSorts } from "./sorts/aggregates.js";
import { columnSorts } from "./sorts/columns.js";
import { commentSorts } from "./sorts/comments.js";
import { constraintSorts } from "./sorts/constraints.js";
import { foreignKeySorts } from "./sorts/foreign-keys.js";
import { functionSorts } from "./sorts/functions.js";
import { hypertableSorts } from "./sorts/hypertables.js";
import { identitySorts } from "./sorts/identity.js";
import { indexSorts } from "./sorts/indexes.js";
import { jobSorts } from "./sorts/jobs.js";
import { otherSorts } from "./sorts/others.js";
import { privilegeSorts } from "./sorts/privileges.js";
import { schemaSorts } from "./sorts/schemas.js";
import { securitySorts } from "./sorts/security.js";
import { sequenceSorts } from "./sorts/sequences.js";
import { tableSorts } from "./sorts/tables.js";
import { triggerSorts } from "./sorts/triggers.js";
import { typeSorts } from "./sorts/types.js";
import { viewSorts } from "./sorts/views.js";
import type { Sort } from "./sort.js";

export const catalog: readonly Sort[] = [
  ...schemaSorts,
  ...typeSorts,
  ...sequenceSorts,
  ...functionSorts,
  ...tableSorts,
  ...columnSorts,
  ...identitySorts,
  ...constraintSorts,
  ...foreignKeySorts,
  ...indexSorts,
  ...triggerSorts,
  ...viewSorts,
  ...securitySorts,
  ...privilegeSorts,
  ...commentSorts,
  ...otherSorts,
  ...hypertableSorts,
  ...aggregateSorts,
  ...jobSorts,
];
