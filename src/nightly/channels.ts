/** Who is told of news, as `notify` of a configuration says: a channel is a way to one group of readers. */
import { severities, type Severity } from "../finding.js";
import { choiceAt, pathOf, sectionsAt, textAt, textsAt, type Section } from "../settings.js";

/** An address that lets anybody post is a secret: a configuration names the variable that holds it. */
export type Channel = ChannelFilter &
  (
    | { readonly type: "slack" | "teams"; readonly url: string }
    | { readonly type: "webhook"; readonly url: string; readonly secret: string }
    | {
        readonly type: "email";
        readonly to: readonly string[];
        readonly from: string;
        /** Path of the program; undefined: where it usually is. */
        readonly sendmail: string | undefined;
      }
    | { readonly type: "issue"; readonly labels: readonly string[] }
  );

interface ChannelFilter {
  /** Under which a history remembers what it was told; its type, where none is given. */
  readonly name: string;
  /** Only findings as bad as this, or worse. */
  readonly atLeast: Severity;
  /** Targets whose news it wants; undefined: all. */
  readonly targets: readonly string[] | undefined;
}

const types = ["slack", "teams", "webhook", "email", "issue"] as const;

const keys = [...types, "name", "at_least", "targets", "secret", "from", "sendmail", "labels"];

/** Reads `notify` from the root of a configuration; what is wrong is added to its faults. */
export function readChannels(root: Section, targets: readonly string[]): readonly Channel[] {
  const channels = sectionsAt(root, "notify", keys).flatMap((given) => readChannel(given, targets) ?? []);
  for (const [index, { name }] of channels.entries()) {
    if (channels.findIndex((other) => other.name === name) !== index)
      root.faults.push(`notify: two channels are called ${name}: give one of them a name of its own`);
  }
  return channels;
}

function readChannel(given: Section, known: readonly string[]): Channel | undefined {
  const [type, ...others] = types.filter((one) => given.values.has(one));
  if (type === undefined || others.length > 0) {
    given.faults.push(`${given.where} needs one of ${types.join(", ")}`);
    return undefined;
  }
  const targets = textsAt(given, "targets");
  for (const target of targets ?? []) {
    if (!known.includes(target))
      given.faults.push(`${pathOf(given, "targets")}: there is no target ${target}`);
  }
  const filter = {
    name: textAt(given, "name") ?? type,
    atLeast: choiceAt(given, "at_least", severities) ?? "info",
    targets,
  };
  switch (type) {
    case "slack":
    case "teams":
      return { ...filter, type, url: variableAt(given, type) };
    case "webhook":
      return { ...filter, type, url: variableAt(given, type), secret: variableAt(given, "secret") };
    case "email":
      return {
        ...{ ...filter, type },
        to: (textsAt(given, "email") ?? []).map((text) => address(text, given, "email")),
        from: address(textAt(given, "from") ?? "", given, "from"),
        sendmail: textAt(given, "sendmail"),
      };
    case "issue":
      if (given.values.get("issue") !== true) given.faults.push(`${pathOf(given, "issue")} must be true`);
      return { ...filter, type, labels: textsAt(given, "labels") ?? ["schema-drift"] };
  }
}

function variableAt(given: Section, key: string): string {
  const text = textAt(given, key) ?? "";
  if (!/^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/.test(text))
    given.faults.push(
      `${pathOf(given, key)} must name a variable of the environment, like \${DRIFTLINE_${key.toUpperCase()}}: what it holds is a secret`,
    );
  return text;
}

/** Addresses of plain ASCII, without names: nothing in them can begin another header or recipient. */
function address(text: string, given: Section, key: string): string {
  if (
    !/^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/.test(text) ||
    text.startsWith("-")
  )
    given.faults.push(`${pathOf(given, key)} must be an address like team@example.com`);
  return text;
}
