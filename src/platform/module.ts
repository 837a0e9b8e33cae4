import type { TaskList } from "graphile-worker";
import type { ClassType } from "type-graphql";
import type { ReadDeclaration, RootReads } from "./read/declaration.js";

/** What a domain gives the application. Composition is explicit: `app/` lists the modules in their order. */
export interface DomainModule {
  readonly name: string;
  /** TypeORM entities. */
  readonly entities: readonly ClassType[];
  /** Instances of type-graphql resolver classes, their services already inside. */
  readonly resolvers: readonly object[];
  /** GraphQL object types that no resolver names, such as the kinds behind an interface. */
  readonly orphanedTypes?: readonly ClassType[];
  /** How each of the domain's types is read, and who sees a row. */
  readonly reads: readonly ReadDeclaration[];
  /** How each root read field finds its rows. */
  readonly rootReads: RootReads;
  /** Background jobs by name (graphile-worker tasks). */
  readonly jobs?: TaskList;
}
