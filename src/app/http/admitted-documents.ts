import { createHash } from "node:crypto";
import type { ApolloServerOptions, BaseContext } from "@apollo/server";
import type { DocumentNode } from "graphql";
import { LRUCache } from "lru-cache";
import { MAX_CACHED_DOCUMENTS } from "../../platform/limits/operation-gate.js";

type DocumentStore = NonNullable<ApolloServerOptions<BaseContext>["documentStore"]>;

/** Documents that Apollo need not parse and validate again. It asks for them by the SHA-256 of their text. */
export interface AdmittedDocuments extends DocumentStore {
  keep(query: string, document: DocumentNode): void;
}

/** An empty store of them, bounded as the gate's own. */
export function createAdmittedDocuments(): AdmittedDocuments {
  const byHash = new LRUCache<string, DocumentNode>({ max: MAX_CACHED_DOCUMENTS });
  const kept = new WeakSet<DocumentNode>();
  // Apollo puts a digest of the schema before the document's.
  const hashIn = (key: string) => key.slice(key.lastIndexOf(":") + 1);
  return {
    keep(query, document) {
      if (kept.has(document)) return;
      kept.add(document);
      byHash.set(createHash("sha256").update(query).digest("hex"), document);
    },
    get: async (key) => byHash.get(hashIn(key)),
    set: async (key, document) => void byHash.set(hashIn(key), document),
    delete: async (key) => byHash.delete(hashIn(key)),
  };
}
