/** Stands for Intl.Segmenter in the bundle, where every start would make one and few need it: to make the first takes 16 ms. */
export class LateSegmenter {
  #made;

  segment(text) {
    this.#made ??= new globalThis.Intl.Segmenter();
    return this.#made.segment(text);
  }
}
