/** The snapshot: a model as YAML, written and read back without loss. */
export { read } from "./yaml-read.js";
export { formatVersion, SnapshotWriter, write } from "./yaml-write.js";
