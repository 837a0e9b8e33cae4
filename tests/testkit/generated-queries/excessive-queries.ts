import type { Draw } from "../network/random-network.js";

const repeat = (count: number, text: (place: number) => string): string =>
  Array.from({ length: count }, (_, place) => text(place)).join(" ");

/** Documents that the hub refuses before it runs them, each for another reason. */
const excessive: readonly ((draw: Draw) => string)[] = [
  function tooDeep(draw) {
    const levels = 8 + draw.below(3);
    const links = "relationships(first: 1) { nodes { source { ".repeat(levels);
    return `{ actors(first: 1) { nodes { ${links} id ${"} } } ".repeat(levels)} } } }`;
  },
  function tooManyAliases(draw) {
    return `{ genres { ${repeat(31 + draw.below(5), (place) => `a${place}: slug`)} } }`;
  },
  function tooManyRootFields(draw) {
    return `{ ${repeat(21 + draw.below(5), () => "viewer { id }")} }`;
  },
  function tooCostly(draw) {
    const size = draw.from([50, 100]);
    return `{ actors(first: ${size}) { nodes { relationships(first: ${size}) { nodes { source { genres { id } } } } } } }`;
  },
  function tooManyTokens(draw) {
    return `{ genres { ${"id slug ".repeat(1_000 + draw.below(50))} } }`;
  },
  function tooManyDirectives(draw) {
    return `{ genres { id ${repeat(51 + draw.below(9), () => "... @include(if: true) { slug }")} } }`;
  },
  function unknownField(draw) {
    return `{ actors { nodes { ${draw.from(["nmae", "email", "id { id }", "genres"])} } } }`;
  },
  function unknownArgument(draw) {
    return `{ genres(${draw.from(["first: 1", "slug: 3"])}) { id } }`;
  },
  function doesNotMerge() {
    return '{ actor(slug: "demo-venue") { id } actor(slug: "demo-artist") { id } }';
  },
];

/** A document that is refused. */
export const excessiveQuery = (draw: Draw): string => draw.from(excessive)(draw);

/** A query with variables that are not of their types. */
export function badVariables(draw: Draw): {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
} {
  const query = `query ($first: Int, $kinds: [ActorKind!], $asOf: Date) {
    actors(first: $first, filter: { kinds: $kinds }) { nodes { relationshipCount(asOf: $asOf) } } }`;
  const variables = draw.from<Readonly<Record<string, unknown>>>([
    { first: "3" },
    { first: 1.5 },
    { first: 2 ** 40 },
    { kinds: ["VENUE", null] },
    { kinds: "SPILLESTED" },
    { asOf: "2026-02-30" },
    { asOf: 20260101 },
  ]);
  return { query, variables };
}
