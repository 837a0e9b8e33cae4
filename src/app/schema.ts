import type { GraphQLSchema } from "graphql";
import { buildSchema, type PubSub } from "type-graphql";
import { installAccess } from "../platform/access/install-access.js";
import { installEventSources } from "../platform/graphql/event-sources.js";
import { NodeResolver } from "../platform/graphql/node.resolver.js";
import { letDefaultsBeNull } from "../platform/graphql/nullable-defaults.js";
import { installRootFields } from "../platform/graphql/root-fields.js";
import type { DomainModule } from "../platform/module.js";
import { ReadEngine } from "../platform/read/engine.js";
import { installReads } from "../platform/read/install.js";
import { installOutcomes } from "../platform/read/mutation-text.js";
import { mergeOnce } from "./merge-once.js";

/** The executable schema and the engine that reads by declaration. */
export interface HubSchema {
  readonly schema: GraphQLSchema;
  readonly reads: ReadEngine;
}

/** Builds the schema of the modules. Whatever is declared wrongly or not at all stops the start here. */
export async function buildHubSchema(modules: readonly DomainModule[]): Promise<HubSchema> {
  const resolvers: readonly object[] = modules.flatMap((module) => module.resolvers);
  const instances = new Map(
    [new NodeResolver(), ...resolvers].map((resolver) => [resolver.constructor, resolver]),
  );
  const schema = await buildSchema({
    resolvers: [NodeResolver, ...resolvers.map((resolver) => resolver.constructor)],
    orphanedTypes: modules.flatMap((module) => [...(module.orphanedTypes ?? [])]),
    container: { get: (wanted) => instances.get(wanted) },
    validate: false,
    // Asked for as soon as there is a subscription; ours have sources of their own, which reach every process.
    pubSub: unusedPubSub,
  });
  letDefaultsBeNull(schema);
  const reads = new ReadEngine(
    modules.flatMap((module) => module.reads),
    modules.map((module) => module.addedReads ?? {}),
    modules.map((module) => module.rootReads),
    mergeOnce(
      "circle",
      modules.map((module) => module.circles ?? {}),
    ),
  );
  installReads(schema, reads);
  installRootFields(
    schema,
    mergeOnce(
      "error type",
      modules.map((module) => module.errorMessages ?? {}),
    ),
  );
  installEventSources(
    schema,
    mergeOnce(
      "source of events",
      modules.map((module) => module.eventSources ?? {}),
    ),
  );
  installAccess(schema);
  installOutcomes(schema);
  return { schema, reads };
}

const unusedPubSub: PubSub = {
  subscribe: publishedElsewhere,
  publish: publishedElsewhere,
};

function publishedElsewhere(): never {
  throw new Error("Events come from the sources of their modules");
}
