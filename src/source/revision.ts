/** Files as they were at another revision, by `git`: nothing is checked out, the work tree stays as it is. */
import { execFile } from "node:child_process";
import { relative, resolve } from "node:path";
import { Failure } from "../finding.js";
import type { Files } from "./files.js";

export interface Revision {
  /** As a user knows it: `origin/main`. */
  readonly name: string;
  readonly commit: string;
  readonly files: Files;
  /** Whether a path is within the repository at all. */
  readonly covers: (path: string) => boolean;
}

/** Branches that work usually starts from, where nobody says which. */
const usual = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];

/**
 * Where the current branch left another one.
 * @param other the other branch, or a commit; undefined: the usual ones are tried
 * @param name how to call it, where that is not its own name
 * @throws Failure where there is no such branch, or the history that leads there is not in this clone
 */
export async function forkPoint(other: string | undefined, name?: string): Promise<Revision> {
  for (const candidate of other === undefined ? usual : [other]) {
    const tip = await git(["rev-parse", "--verify", "--quiet", "--end-of-options", `${candidate}^{commit}`]);
    if (tip.code !== 0) continue;
    const base = await git(["merge-base", tip.stdout.trim(), "HEAD"]);
    const commit = base.stdout.trim().split("\n", 1)[0] ?? "";
    if (base.code !== 0 || commit === "") throw new Failure(await unknownHistory(candidate));
    const up = (await git(["rev-parse", "--show-cdup"])).stdout.trim();
    const covers = (path: string): boolean => !relative(resolve(up), resolve(path)).startsWith("..");
    return { name: name ?? candidate, commit, files: filesAt(commit), covers };
  }
  const inside = await git(["rev-parse", "--is-inside-work-tree"]);
  if (inside.code !== 0) throw new Failure(`this is no git work tree: ${lastLine(inside.stderr)}`);
  throw new Failure(
    other === undefined
      ? `what is this branch compared with? there is none of ${usual.join(", ")}: name one with --base`
      : await unknownHistory(other),
  );
}

async function unknownHistory(name: string): Promise<string> {
  const shallow = (await git(["rev-parse", "--is-shallow-repository"])).stdout.trim() === "true";
  return shallow
    ? `this clone is shallow and does not know where the branch left ${name}: fetch its history (actions/checkout: fetch-depth: 0; GitLab: GIT_DEPTH: 0)`
    : `there is no history in common with ${name}: fetch it (git fetch origin), or name another with --base`;
}

/** Commit that the work tree stands on. */
export async function headCommit(): Promise<string> {
  return (await git(["rev-parse", "HEAD"])).stdout.trim();
}

function filesAt(commit: string): Files {
  const read = new Map<string, string>();
  const entries = async (path: string): Promise<readonly Entry[]> => {
    const { code, stdout, stderr } = await git(["ls-tree", "-z", commit, "--", path]);
    if (code !== 0) throw new Failure(`could not list ${path} at ${commit}: ${lastLine(stderr)}`);
    return stdout.split("\0").flatMap(entryOf);
  };
  return {
    sortOf: async (path) => {
      if (shown(path) === ".") return "folder";
      const [entry] = await entries(shown(path));
      if (entry === undefined) return undefined;
      return entry.type === "tree" ? "folder" : "file";
    },
    list: async (folder) => {
      const inside = shown(folder) === "." ? "./" : `${shown(folder)}/`;
      const blobs = (await entries(inside)).filter(({ type }) => type === "blob");
      const texts = await blobTexts(blobs.map(({ id }) => id));
      blobs.forEach(({ path }, index) => read.set(resolve(path), texts[index] ?? ""));
      return blobs.map(({ path }) => path.replace(/^.*\//, ""));
    },
    read: async (file) => {
      const known = read.get(resolve(file));
      if (known !== undefined) return known;
      const { code, stdout, stderr } = await git(["cat-file", "blob", `${commit}:./${shown(file)}`]);
      if (code !== 0) throw new Failure(`there is no ${file} at ${commit}: ${lastLine(stderr)}`);
      return stdout;
    },
  };
}

/** As git wants it: relative to the current folder, with slashes. */
const shown = (path: string): string => relative(process.cwd(), resolve(path)).replaceAll("\\", "/") || ".";

interface Entry {
  readonly type: string;
  readonly id: string;
  readonly path: string;
}

/** A line of `git ls-tree -z`: mode, type, id, tab, path. */
function entryOf(line: string): Entry[] {
  const [, type, id, path] = /^\d+ (\w+) ([0-9a-f]+)\t([\s\S]+)$/.exec(line) ?? [];
  return type === undefined || id === undefined || path === undefined ? [] : [{ type, id, path }];
}

/** Many files at once: a process for each would take seconds. */
async function blobTexts(ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const { code, bytes, stderr } = await git(["cat-file", "--batch"], `${ids.join("\n")}\n`);
  if (code !== 0) throw new Failure(`could not read files from git: ${lastLine(stderr)}`);
  const texts: string[] = [];
  // Each: "<id> blob <size>", a line break, the bytes, a line break.
  for (let at = 0; at < bytes.length;) {
    const start = bytes.indexOf(10, at) + 1;
    const size = Number(bytes.toString("utf8", at, start).trim().split(" ")[2]);
    texts.push(bytes.toString("utf8", start, start + size));
    at = start + size + 1;
  }
  return texts;
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly bytes: Buffer;
  readonly stderr: string;
}

/** @throws Failure where there is no git */
function git(args: readonly string[], input = ""): Promise<Ended> {
  return new Promise((done, fail) => {
    const child = execFile(
      "git",
      args,
      {
        encoding: "buffer",
        maxBuffer: 2 ** 30,
        env: { ...process.env, LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0" },
      },
      (error, bytes, stderr) => {
        if (error !== null && error.code === "ENOENT") {
          fail(
            new Failure("git is wanted to read the base of this branch, and there is none", { cause: error }),
          );
          return;
        }
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
        done({ code, stdout: bytes.toString(), bytes, stderr: stderr.toString() });
      },
    );
    child.stdin?.on("error", () => undefined).end(input);
  });
}

const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? "";
