import type { DomainModule } from "../../platform/module.js";
import { forgetSearchWords } from "../../platform/search/search-words.js";
import {
  actorKindFacetRead,
  genreFacetRead,
  municipalityFacetRead,
  searchFacetsRead,
  searchHitRead,
  searchRootReads,
} from "./search.read.js";
import { SearchResolver } from "./search.resolver.js";

/** Search over everything that domains write documents of (`platform/search`). */
export function searchModule(): DomainModule {
  return {
    resolvers: [new SearchResolver()],
    reads: [searchHitRead, searchFacetsRead, actorKindFacetRead, municipalityFacetRead, genreFacetRead],
    rootReads: searchRootReads,
    // Words of texts that are gone, names among them, do not stay for long.
    jobs: {
      forgetSearchWords: (_, { withPgClient }) => withPgClient((client) => forgetSearchWords(client)),
    },
    schedule: { forgetSearchWords: "17 2 * * *" },
  };
}
