/** A digest as a mail, given to the user's own sendmail program. No name in it can add a header or a recipient. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { Failure } from "../finding.js";
import { oneLine, saying, standingOf, titleOf, type Digest } from "./digest.js";

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
}

/** Findings that a mail lists. */
const listed = 200;

/** RFC 5322, with lines that end as a local program expects them. */
export function message(digest: Digest, { from, to }: Mail): string {
  const domain = from.slice(from.lastIndexOf("@") + 1);
  const id = createHash("sha256")
    .update(JSON.stringify([digest.target, digest.run, digest.at]))
    .digest("hex");
  const headers = [
    `From: driftline <${from}>`,
    `To: ${to.join(",\n ")}`,
    `Subject: ${encoded(titleOf(digest))}`,
    `Date: ${new Date(digest.at).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${id.slice(0, 32)}.driftline@${domain}>`,
    "Auto-Submitted: auto-generated",
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: base64",
  ];
  const body = Buffer.from(mailText(digest))
    .toString("base64")
    .replace(/.{76}(?=.)/g, "$&\n");
  return `${headers.join("\n")}\n\n${body}\n`;
}

/** What a mail says, below its headers. */
export function mailText(digest: Digest): string {
  const left = digest.items.length - listed;
  return [
    titleOf(digest),
    "",
    ...digest.items
      .slice(0, listed)
      .flatMap((item) => [
        `${item.status} (${item.severity}): ${oneLine(item.key)}`,
        ...(saying(item) === "" ? [] : [`    ${oneLine(saying(item))}`]),
        ...(item.at === undefined ? [] : [`    ${oneLine(item.at)}`]),
      ]),
    ...(left > 0 ? [`… and ${left} more`] : []),
    "",
    standingOf(digest),
    ...(digest.link === undefined ? [] : ["", digest.link]),
    "",
  ].join("\n");
}

/** A header's text: as it is where it is plain, else in encoded words of at most 75 characters (RFC 2047). */
export function encoded(value: string): string {
  const line = oneLine(value);
  if (/^[\x20-\x7e]*$/.test(line) && line.length < 60 && !line.includes("=?")) return line;
  const words: string[] = [];
  let word = "";
  for (const character of line) {
    if (Buffer.byteLength(word + character) > 42) {
      words.push(word);
      word = "";
    }
    word += character;
  }
  return [...words, word].map((part) => `=?utf-8?B?${Buffer.from(part).toString("base64")}?=`).join("\n ");
}

const usualPlaces = ["/usr/sbin/sendmail", "/usr/lib/sendmail", "/usr/bin/sendmail"];

async function find(): Promise<string> {
  const onPath = (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "sendmail"));
  for (const file of [...onPath, ...usualPlaces]) {
    const usable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return file;
  }
  throw new Failure(
    "there is no sendmail program: install one (msmtp, postfix, …), or say where it is with sendmail",
  );
}

/** Milliseconds that the program may take. */
const patience = 60_000;

/**
 * Recipients are taken from the message (`-t`), and a line of a single dot does not end it (`-i`).
 * @throws Failure where the program is not there, or refuses the mail
 */
export async function sendmail(mail: string, program: string | undefined): Promise<void> {
  const file = program ?? (await find());
  const complaint = await new Promise<string>((resolve) => {
    const child = spawn(file, ["-t", "-i"], { stdio: ["pipe", "ignore", "pipe"] });
    // spawn()'s own timer would hold the process where there is no such program.
    const timer = setTimeout(() => child.kill(), patience);
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (said = (said + chunk).slice(0, 2000)));
    child.stdin.on("error", () => undefined);
    child.on("error", (error) => {
      clearTimeout(timer);
      resolve(error.message);
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve("");
      else
        resolve(
          `it ended with ${signal ?? String(code)}${said === "" ? "" : `: ${oneLine(said).slice(0, 300)}`}`,
        );
    });
    child.stdin.end(mail);
  });
  if (complaint !== "") throw new Failure(`sending a mail by ${file}: ${complaint}`);
}
