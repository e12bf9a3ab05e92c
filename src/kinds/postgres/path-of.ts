/** A qualified name as SQL prints it, as the path that it stands for. */
import type { Path } from "../../model/model.js";

/** `public."Or""ders"` → `["public", 'Or"ders']` */
export function pathOf(name: string): Path {
  const [first = "", ...rest] = [...name.matchAll(/"((?:[^"]|"")*)"|([^".]+)/g)].map(
    ([, quoted, bare = ""]) => quoted?.replaceAll('""', '"') ?? bare,
  );
  return [first, ...rest];
}
