/** What each command of psql means for a replay: followed, passed over or refused. Reads no file. */
import type { PsqlCommand } from "./psql.js";

/** Commands that change or ask for what psql shows, and nothing in the database: passed over. */
const harmless =
  /^(?:restrict|unrestrict|echo|qecho|warn|o|out|timing|pset|x|a|t|d[A-Za-z]*\+?|l\+?|z|conninfo)$/;
const harmlessSetting = /^(?:ON_ERROR_STOP|QUIET|ECHO|VERBOSITY|SHOW_CONTEXT)\b/;
const harmlessEncoding = /^'?(?:UTF-?8|UNICODE)'?$/i;

const advice: ReadonlyMap<string, string> = new Map([
  ["c", "give each database its own migrations"],
  ["connect", "give each database its own migrations"],
  ["set", "write the value into the SQL"],
  ["gset", "write the value into the SQL"],
  ["getenv", "write the value into the SQL"],
  ["if", "keep the branch that production took, or write it as a DO block"],
  ["elif", "keep the branch that production took, or write it as a DO block"],
  ["else", "keep the branch that production took, or write it as a DO block"],
  ["endif", "keep the branch that production took, or write it as a DO block"],
  ["gexec", "write the statements out, or EXECUTE them in a DO block"],
  ["copy", "load data outside the migrations"],
  [".", "it ends the data of a COPY … FROM stdin, and none stands before it"],
  [";", "end statements with a plain semicolon"],
  ["g", "end statements with a semicolon"],
  ["q", "psql would stop reading here, so take away what follows"],
  ["quit", "psql would stop reading here, so take away what follows"],
]);

/** The file that `\i` names; null where its argument is none, or a variable or a shell command of psql. */
export function includedFile(argument: string): string | null {
  const [, single, double, plain] = /^(?:'((?:[^']|'')*)'|"([^"]*)"|([^\s'"`:]\S*))$/.exec(argument) ?? [];
  return single?.replaceAll("''", "'") ?? double ?? plain ?? null;
}

/** Whether a command reads another file in its place. */
export const isInclude = ({ name }: PsqlCommand): boolean => /^(?:i|include|ir|include_relative)$/.test(name);

/** Why a command cannot be replayed, and what to do; null where it can, or changes nothing. */
export function refusal(command: PsqlCommand): string | null {
  const { name, rest, inStatement } = command;
  if (isInclude(command)) {
    if (inStatement)
      return `\\${name} stands inside a statement; end the statement before it with a semicolon`;
    return includedFile(rest) === null ? `\\${name} needs the name of one file, written out` : null;
  }
  if (harmless.test(name)) return null;
  if (name === "set" && harmlessSetting.test(rest)) return null;
  if (name === "encoding" && harmlessEncoding.test(rest)) return null;
  const help = advice.get(name) ?? "remove it, or write it as SQL";
  return `the psql command \\${name} cannot be replayed; ${help}`;
}
