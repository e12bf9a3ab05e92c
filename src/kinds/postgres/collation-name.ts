/** A collation as SQL names it. */
export const collationName = (oid: string): string => `(
           select format('%I.%I', cn.nspname, co.collname)
             from pg_catalog.pg_collation co
             join pg_catalog.pg_namespace cn on cn.oid = co.collnamespace
            where co.oid = ${oid})`;
