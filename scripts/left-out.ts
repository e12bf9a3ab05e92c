/** What driftline does not compare on purpose, and why: for the page that says what it compares. */
export const leftOut: readonly { readonly what: string; readonly why: string }[] = [
  {
    what: "Data",
    why: "Rows, the position of a sequence, whether a materialized view is filled, statistics, large objects and the rows of an extension's configuration tables. A schema is the same with other rows in it.",
  },
  {
    what: "Roles, tablespaces, databases as such",
    why: "They are a cluster's: named wherever an object refers to them, never defined. So are a database's name, encoding, locale, connection limit, comment and privileges; `ALTER DATABASE … SET` is compared. A migration may name the database that it runs in: the statement is run for the shadow, whatever that is called; one that creates, drops or renames a database is passed over.",
  },
  {
    what: "Members of extensions",
    why: "They are the extension's. What was done to them is compared: privileges (against what the extension's own script granted), and on its tables and views options, comments, indexes, triggers, rules and policies. Owners of members, and comments on its functions, types and operators, are taken for the extension's own.",
  },
  {
    what: "TimescaleDB's own objects",
    why: "Chunks, compressed tables, internal schemas and the triggers and indexes that it makes by itself: told from yours by catalog identity.",
  },
  {
    what: "Granting in another's name",
    why: "A privilege that came by another hand than the owner's says so (`granted_by`). A baseline grants it by the owner's: only the role itself can grant in its name, and what it holds is the same.",
  },
  {
    what: "What `CREATE` in schema public means across PostgreSQL 15",
    why: "Until 14 everybody may make things there, from 15 on nobody but its owner. Each is the usual state of its majors and no difference between them; within the majors of one side it is compared. A migration that revokes it is seen on a shadow of the same age: `--shadow postgres://…`.",
  },
  {
    what: "The names of NOT NULL constraints that a partition takes from its table",
    why: "PostgreSQL 18 gives them names; a partition that was attached has another one than a partition that was created in place, to the same effect.",
  },
  {
    what: "Temporary objects",
    why: "They belong to a session.",
  },
  {
    what: "Secrets",
    why: "Passwords, tokens and keys in the options of servers, user mappings and foreign tables and in the connections of subscriptions are never read in the clear: the server hands out `***` with a keyed hash. With `DRIFTLINE_SECRET_KEY` (16 characters or more, the same wherever driftline runs) a change is seen also against a snapshot. Without it the key is made up anew by each process: two databases compare, a snapshot keeps `***` alone, so that nobody can try weak passwords against it, and a comparison with it says that it cannot tell.",
  },
];
