/** Operators and support functions of operator classes and families (pg_amop, pg_amproc). */

/**
 * A json list of what belongs to a class or a family, as CREATE OPERATOR CLASS takes it: what pg_depend binds to it.
 * Some that a CREATE OPERATOR CLASS names belong to the family: the index method decides (amadjustmembers).
 */
export const membersQuery = (catalog: "pg_opclass" | "pg_opfamily", oid: string): string => `(
           select json_agg(x.line order by x.line)
             from (select format('OPERATOR %s %s%s', o.amopstrategy, o.amopopr::regoperator,
                          case when o.amoppurpose = 'o' then (
                              select format(' FOR ORDER BY %I.%I', fn.nspname, f.opfname)
                                from pg_catalog.pg_opfamily f join pg_catalog.pg_namespace fn on fn.oid = f.opfnamespace
                               where f.oid = o.amopsortfamily) end) as line
                     from pg_catalog.pg_depend xd
                     join pg_catalog.pg_amop o on o.oid = xd.objid
                    where xd.classid = 'pg_amop'::regclass and xd.refclassid = '${catalog}'::regclass
                      and xd.refobjid = ${oid}
                   union all
                   select format('FUNCTION %s (%s, %s) %s', p.amprocnum, format_type(p.amproclefttype, null),
                                 format_type(p.amprocrighttype, null), p.amproc::regprocedure)
                     from pg_catalog.pg_depend xd
                     join pg_catalog.pg_amproc p on p.oid = xd.objid
                    where xd.classid = 'pg_amproc'::regclass and xd.refclassid = '${catalog}'::regclass
                      and xd.refobjid = ${oid}) x)`;
