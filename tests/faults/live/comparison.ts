/** What became of what somebody was due. */
export interface Comparison {
  readonly due: number;
  /** Due, and never got. */
  readonly lost: number;
  /** Got once more, or never due at all. */
  readonly repeated: number;
  /** Got after something that stands behind it. */
  readonly outOfOrder: number;
}

/** Compares what a reader got with what was due, both in the order in which they came. Each of what is due stands there once. */
export function compare(due: readonly string[], got: readonly string[]): Comparison {
  const places = new Map(due.map((each, place) => [each, place]));
  const seen = new Set<string>();
  let repeated = 0;
  let outOfOrder = 0;
  let furthest = -1;
  for (const each of got) {
    const place = places.get(each);
    if (place === undefined || seen.has(each)) {
      repeated += 1;
      continue;
    }
    seen.add(each);
    if (place < furthest) outOfOrder += 1;
    else furthest = place;
  }
  return { due: due.length, lost: due.length - seen.size, repeated, outOfOrder };
}

/** All of them together. */
export function sumOf(comparisons: readonly Comparison[]): Comparison {
  const sum = { due: 0, lost: 0, repeated: 0, outOfOrder: 0 };
  for (const { due, lost, repeated, outOfOrder } of comparisons) {
    sum.due += due;
    sum.lost += lost;
    sum.repeated += repeated;
    sum.outOfOrder += outOfOrder;
  }
  return sum;
}
