/** driftline as a library: what the commands do, without a terminal. */
export { type Blame, type Change, type Finding, type Location, type Severity, Failure } from "./finding.js";
export type { Body, Gap, Model, Obj, Path, Plain, ServerVersions } from "./model/model.js";
export { type Comparison, type Side } from "./diff/comparison.js";
export { type Format } from "./render/render.js";
export { type Sourced, type SourceOptions } from "./source/source.js";
export { baseline, diff, render, replay, snapshot, type Baseline } from "./library.js";
