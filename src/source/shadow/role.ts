/** Roles that scripts refer to and do not make. */
import { identifier } from "../../sql/quote.js";

/** Makes such a role: TimescaleDB gives a job to none that may not log in, and nobody shall log in as one. */
export const standInRole = (name: string): string =>
  `create role ${identifier(name)} login connection limit 0`;
