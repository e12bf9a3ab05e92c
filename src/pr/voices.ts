/** The words for what a branch does, and for what production would still lack after it. */
import type { Change } from "../finding.js";
import type { Voice } from "../diff/words.js";

/** From the base to the branch. */
export const changeVoice: Voice = {
  codes: {
    missing: "change/dropped",
    unexpected: "change/added",
    changed: "change/changed",
    renamed: "change/renamed",
    order: "change/order",
  },
  missing: { message: "is dropped" },
  unexpected: { message: "is added" },
  renamed: (to) => ({ message: `is renamed to ${to}` }),
  lacks: (part) => ({ message: `loses ${part}` }),
  has: (part) => ({ message: `gets ${part}` }),
  renamedPart: (part, to) => ({ message: `has ${part} renamed to ${to}` }),
  order: (parts) => ({ message: `has its ${parts} in another order` }),
  differs: (field, change) => ({ message: `changes ${field}${fromTo(change)}` }),
  addition: "info",
};

/** From what the branch defines to what its migrations make of production. */
export const rehearsedVoice: Voice = {
  codes: {
    missing: "collision/differs",
    unexpected: "collision/differs",
    changed: "collision/differs",
    renamed: "collision/differs",
    order: "collision/differs",
  },
  missing: said("is not there after these migrations ran on a copy of production"),
  unexpected: said("is still there after these migrations ran on a copy of production"),
  renamed: (to) => said(`is still called ${to} after these migrations ran on a copy of production`),
  lacks: (part) => said(`still lacks ${part} after these migrations ran on a copy of production`),
  has: (part) => said(`still has ${part} after these migrations ran on a copy of production`),
  renamedPart: (part, to) => said(`still has ${part} under another name: ${to}`),
  order: (parts) => said(`has its ${parts} in another order in production`),
  differs: (field) => said(`still differs in ${field} after these migrations ran on a copy of production`),
};

function said(message: string): { readonly message: string; readonly help: string } {
  return {
    message,
    help: "IF NOT EXISTS and IF EXISTS pass over what production has in another form: write the migration for what is there.",
  };
}

/** Values that fit into a sentence. */
function fromTo({ expected, actual }: Change): string {
  const short = (text: string | undefined): boolean =>
    text === undefined || (text.length <= 60 && !text.includes("\n"));
  if (!short(expected) || !short(actual)) return "";
  return ` from ${expected ?? "nothing"} to ${actual ?? "nothing"}`;
}
