import type { TaskList } from "graphile-worker";
import type { ClassType } from "type-graphql";
import type { EventSources } from "./graphql/event-sources.js";
import type { ErrorMessages } from "./graphql/root-fields.js";
import type { JobSchedule } from "./jobs/jobs.js";
import type { FieldReads, ReadDeclaration, RootReads } from "./read/declaration.js";
import type { Circles } from "./read/scope.js";

/**
 * What a domain gives the application. Composition is explicit: `app/` lists the modules in their order, and the
 * entities that each module's file exports beside it, since the database is opened before anything uses it.
 */
export interface DomainModule {
  /** Instances of type-graphql resolver classes, their services already inside. */
  readonly resolvers: readonly object[];
  /** GraphQL object types that no resolver names, such as the kinds behind an interface. */
  readonly orphanedTypes?: readonly ClassType[];
  /** How each of the domain's types is read, and who sees a row. */
  readonly reads: readonly ReadDeclaration[];
  /** How the fields are read that this domain adds to types of domains upstream, by type. */
  readonly addedReads?: Readonly<Record<string, FieldReads>>;
  /** How each root read field finds its rows. */
  readonly rootReads: RootReads;
  /** Circles of viewers around rows of domains upstream, by the names that those ask for them. */
  readonly circles?: Circles;
  /** Where the events of each subscription field come from. */
  readonly eventSources?: EventSources;
  /** What the domain's error codes say to people, by error type. */
  readonly errorMessages?: ErrorMessages;
  /** Background jobs by name (graphile-worker tasks). */
  readonly jobs?: TaskList;
  /** When jobs run that nobody adds. */
  readonly schedule?: JobSchedule;
}
