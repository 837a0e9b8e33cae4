import { sql } from "../../../platform/database/sql.js";
import {
  column,
  everyone,
  expression,
  list,
  type OrderKey,
  type ReadDeclaration,
  type RootReads,
} from "../../../platform/read/declaration.js";
import { localisedPhrase } from "./relationship-phrase.js";

const localised = (name: "phrase" | "inverse_phrase") =>
  expression((scope) => localisedPhrase(scope, scope.row, name));

const byText = (name: string): OrderKey => ({
  by: ({ target }) => sql`${target}.${sql.identifier(name)}`,
  type: "text",
  collation: "C",
});

export const relationshipRuleRead: ReadDeclaration = {
  type: "RelationshipRule",
  columns: {
    kind: "text",
    is_symmetric: "boolean",
    phrase_da: "text",
    phrase_en: "text",
    inverse_phrase_da: "text",
    inverse_phrase_en: "text",
  },
  visibleTo: everyone,
  fields: {
    kind: column("kind"),
    isSymmetric: column("is_symmetric"),
    phrase: localised("phrase"),
    inversePhrase: localised("inverse_phrase"),
    pairs: list("RelationshipPair", {
      rows: ({ parent }) =>
        sql`SELECT pair.source_kind, pair.target_kind FROM relationship_pair AS pair WHERE pair.kind = ${parent}.kind`,
      orders: { KINDS: [byText("source_kind"), byText("target_kind")] },
    }),
  },
};

export const relationshipPairRead: ReadDeclaration = {
  type: "RelationshipPair",
  columns: { source_kind: "text", target_kind: "text" },
  visibleTo: everyone,
  fields: { sourceKind: column("source_kind"), targetKind: column("target_kind") },
};

export const relationshipRuleRootReads: RootReads = {
  relationshipRules: list("RelationshipRule", {
    rows: () => sql`SELECT * FROM relationship_kind`,
    orders: { KIND: [byText("kind")] },
  }),
};
