/** Where files are looked up: on disk, or as they were at another revision. */
import { readdir, readFile, stat } from "node:fs/promises";

/** Paths are those that a user writes, relative to the current folder. */
export interface Files {
  /** undefined: there is none of that name. */
  sortOf(path: string): Promise<"file" | "folder" | undefined>;
  /** Names in a folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Rejects where there is none. */
  read(file: string): Promise<string>;
}

export const disk: Files = {
  sortOf: async (path) => {
    const info = await stat(path).catch(() => null);
    return info === null ? undefined : info.isDirectory() ? "folder" : "file";
  },
  list: (folder) => readdir(folder),
  read: (file) => readFile(file, "utf8"),
};
