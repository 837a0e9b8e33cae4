import type { TestHub } from "../hub.js";
import type { Draw } from "../network/random-network.js";
import type { Asking } from "./asking.js";
import type { HubWorld } from "./world.js";

/** A list to walk through: `page` takes the arguments of a page, `path` leads to the list in the answer. */
export interface Walk {
  readonly size: number;
  readonly page: (args: string) => string;
  readonly path: readonly string[];
  readonly isForSignedIn?: boolean;
}

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

const tells =
  "totalCount edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";

/** The lists that are walked through; `draw` picks the actor. */
export function walksOf(world: HubWorld, draw: Draw): Walk[] {
  const ends = world.relationships.flatMap(({ sourceId, targetId }) => [sourceId, targetId]);
  const busiest = draw.from(world.actors.filter(({ id }) => ends.filter((end) => end === id).length > 4));
  const ofActor = (field: string, more: string, size: number, fields = tells): Walk => ({
    size,
    page: (args) => `{ actor(id: "${busiest.publicId}") { list: ${field}(${more} ${args}) { ${fields} } } }`,
    path: ["actor", "list"],
  });
  const ofRoot = (field: string, more: string, size: number, fields = tells): Walk => ({
    size,
    page: (args) => `{ list: ${field}(${more} ${args}) { ${fields} } }`,
    path: ["list"],
  });
  return [
    ofRoot("actors", "orderBy: NAME_DESC", 15),
    ofRoot("search", 'query: ""', 15, tells.replace("node { id }", "node { node { id } }")),
    { ...ofRoot("actorClaims", "", 3), isForSignedIn: true },
    ofActor("relationships", "", 2),
    ofActor("neighbours", "steps: 3", 8),
    {
      size: 2,
      page: (args) => `{ viewer { list: memberships(${args}) { ${tells} } } }`,
      path: ["viewer", "list"],
    },
  ];
}

/** Walks through a list to its end and back, with the hub's own cursors. Answers where pages differ from the judge's. */
export async function walkPages(asking: Asking, hub: TestHub, walk: Walk): Promise<string[]> {
  const { size, page, path, isForSignedIn } = walk;
  const found: string[] = [];
  const ask = async (args: string): Promise<PageInfo | undefined> => {
    const answer = await asking.ask(hub, { query: page(args), isForSignedIn });
    found.push(...answer.found);
    const list = path.reduce<unknown>(
      (value, name) => (value as Readonly<Record<string, unknown>> | null)?.[name],
      answer.data,
    );
    // After a difference a walk leads nowhere.
    return answer.found.length > 0 ? undefined : (list as { pageInfo: PageInfo } | null)?.pageInfo;
  };
  let info = await ask(`first: ${size}`);
  while (info?.hasNextPage) info = await ask(`first: ${size} after: "${info.endCursor}"`);
  info = await ask(`last: ${size}`);
  while (info?.hasPreviousPage) info = await ask(`last: ${size} before: "${info.startCursor}"`);
  return found;
}
