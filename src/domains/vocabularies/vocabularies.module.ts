import type { DomainModule } from "../../platform/module.js";
import { GenreEntity } from "./genre.entity.js";
import { InstrumentEntity } from "./instrument.entity.js";
import { genreRead, instrumentRead, vocabulariesRootReads } from "./vocabularies.read.js";
import { VocabulariesResolver } from "./vocabularies.resolver.js";

export const vocabulariesEntities = [GenreEntity, InstrumentEntity];

/** Genres and instruments: closed vocabularies in Danish and English. */
export function vocabulariesModule(): DomainModule {
  return {
    resolvers: [new VocabulariesResolver()],
    reads: [genreRead, instrumentRead],
    rootReads: vocabulariesRootReads,
  };
}
