/** Conditions on the relations of the scope, by the letters that `kind` holds (scope.ts). */

/** For `present`: whether there is any. */
export const anyRelation = (kind: string): string => `bool_or(r.kind = '${kind}')`;

/**
 * The same for relations of which something is true; every continuous aggregate counts, which is read by its view.
 * @param condition on `c` (pg_class)
 */
export const anyRelationWith = (condition: string): string => `bool_or(r.kind = 'a' or ${condition})`;

/**
 * That relation `r` is of one of these kinds. Of `in` the planner believes that a hundredth passes, and goes through the
 * columns of all tables again for each table; of a function it believes that a third does.
 * @param kinds letters: `rpf`
 */
export const isOneOf = (kinds: string): string => `strpos('${kinds}', r.kind) > 0`;
