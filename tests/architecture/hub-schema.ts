import { execFile } from "node:child_process";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { buildSchema, type GraphQLObjectType, type GraphQLSchema } from "graphql";
import { serverProgram } from "../testkit/test-run.js";

/** The schema of the built server, and what its root fields say beside it. */
export interface HubSchemaFacts {
  readonly schema: GraphQLSchema;
  /** Who may use each root field, such as `"Query.viewer": "ANYONE"`. */
  readonly access: Readonly<Record<string, string>>;
}

/** Asks the build in a process of its own: access stands in the schema's extensions, which no SDL shows. */
export async function readHubSchema(): Promise<HubSchemaFacts> {
  const built = (path: string) => JSON.stringify(new URL(path, pathToFileURL(serverProgram)).href);
  const program = `
    import "reflect-metadata";
    import { printSchema } from "graphql";
    const { hubModules } = await import(${built("app/modules.js")});
    const { entities } = await import(${built("app/persistence.js")});
    const { buildHubSchema } = await import(${built("app/schema.js")});
    const { createAttachmentLinks } = await import(${built("domains/attachments/attachment-links.js")});
    const { notLive } = await import(${built("domains/messaging/live/messaging-live.js")});
    const { createDataSource } = await import(${built("platform/database/data-source.js")});
    const { accessOf } = await import(${built("platform/access/access.js")});
    const dataSource = createDataSource({ url: "postgres://unused", statementTimeoutMs: 0 }, entities, []);
    const { schema } = await buildHubSchema(hubModules(dataSource, createAttachmentLinks("unused", () => "unused"), notLive));
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const access = roots.flatMap((root) =>
      Object.values(root?.getFields() ?? {}).map((field) => [root.name + "." + field.name, accessOf(field)]));
    console.log(JSON.stringify({ sdl: printSchema(schema), access: Object.fromEntries(access) }));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], {
    maxBuffer: 16_000_000,
  });
  const { sdl, access } = JSON.parse(stdout) as { sdl: string; access: Record<string, string> };
  return { schema: buildSchema(sdl), access };
}

/** The object types that implement an interface. */
export function implementationsOf(schema: GraphQLSchema, name: string): readonly GraphQLObjectType[] {
  const type = schema.getType(name);
  if (!type || !("resolveType" in type)) throw new Error(`The schema has no interface ${name}`);
  return schema.getPossibleTypes(type);
}
