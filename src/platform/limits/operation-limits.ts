import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from "graphql";

/** Lexical tokens in a document. GraphiQL's introspection query has about 190, a full page of a client about 800. */
export const MAX_TOKENS = 2_000;
/** Levels of fields below the root. The introspection query of graphql-js needs 15, its nine `ofType` included. */
export const MAX_DEPTH = 15;
/** Aliased fields of one operation, each fragment counted as often as it is spread. */
export const MAX_ALIASES = 30;
/** Directives of one operation, each fragment counted as often as it is spread. */
export const MAX_DIRECTIVES = 50;
/** Fragment definitions of a document. */
export const MAX_FRAGMENTS = 50;
/** Fields of one operation after every fragment has been put in its place: stops fragments that multiply. */
export const MAX_EXPANDED_FIELDS = 3_000;
/** Fields directly under Query, Mutation or Subscription, aliased ones counted each. */
export const MAX_ROOT_FIELDS = 20;

/**
 * Fields asked for again under a name that their selection set already has. GraphQL merges them, after comparing
 * each pair: 400 of them cost 250 ms.
 */
export const MAX_REPEATED_FIELDS = 100;

/** The limits that a refusal may name in `extensions.limit`. */
export type LimitName =
  | "tokens"
  | "depth"
  | "aliases"
  | "directives"
  | "fragments"
  | "expandedFields"
  | "rootFields"
  | "repeatedFields"
  | "cost";

/** A refusal by a limit: `extensions.limit` names it, the message gives the number allowed. */
export function limitError(limit: LimitName, allowed: number, what: string): GraphQLError {
  return new GraphQLError(`The operation has more than ${allowed} ${what}.`, {
    extensions: { code: "GRAPHQL_VALIDATION_FAILED", limit },
  });
}

/** What one selection set adds up to once its fragments are expanded. */
interface Size {
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  readonly fields: number;
  readonly rootFields: number;
  readonly repeated: number;
}

const nothing: Size = { depth: 0, aliases: 0, directives: 0, fields: 0, rootFields: 0, repeated: 0 };

/**
 * Measures every operation of a document and refuses the first limit it passes.
 *
 * One walk for all limits, in which a fragment is measured once however often it is spread, so the walk is
 * linear in the document and the numbers are those of the expanded operation. Introspection gets no exemption.
 * Fragments that contain themselves are refused here too, since nothing can be measured in them.
 */
export const operationLimitsRule: ValidationRule = (context: ValidationContext): ASTVisitor => ({
  Document: {
    enter(document) {
      const refuse = (limit: LimitName, allowed: number, what: string) =>
        context.reportError(limitError(limit, allowed, what));

      const fragments = new Map<string, FragmentDefinitionNode>();
      let definitions = 0;
      for (const definition of document.definitions) {
        if (definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
        definitions += 1;
        fragments.set(definition.name.value, definition);
      }
      if (definitions > MAX_FRAGMENTS) {
        refuse("fragments", MAX_FRAGMENTS, "fragments");
        return false;
      }

      const sizeOf = fragmentAwareMeasure(fragments);
      for (const operation of document.definitions) {
        if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
        const inside = sizeOf(operation.selectionSet);
        if (inside === "recursive") {
          context.reportError(
            new GraphQLError("A fragment contains itself.", {
              extensions: { code: "GRAPHQL_VALIDATION_FAILED", limit: "fragments" satisfies LimitName },
            }),
          );
          return false;
        }
        const onVariables = (operation.variableDefinitions ?? []).reduce(
          (sum, variable) => sum + (variable.directives?.length ?? 0),
          0,
        );
        const directives = inside.directives + onVariables + (operation.directives?.length ?? 0);
        if (inside.depth > MAX_DEPTH) refuse("depth", MAX_DEPTH, "levels of fields");
        else if (inside.aliases > MAX_ALIASES) refuse("aliases", MAX_ALIASES, "aliases");
        else if (directives > MAX_DIRECTIVES) refuse("directives", MAX_DIRECTIVES, "directives");
        else if (inside.rootFields > MAX_ROOT_FIELDS) refuse("rootFields", MAX_ROOT_FIELDS, "root fields");
        else if (inside.repeated > MAX_REPEATED_FIELDS)
          refuse("repeatedFields", MAX_REPEATED_FIELDS, "repeated fields");
        else if (inside.fields > MAX_EXPANDED_FIELDS)
          refuse("expandedFields", MAX_EXPANDED_FIELDS, "fields with its fragments expanded");
      }
      // The walk above has seen everything; the visitor need not go down again.
      return false;
    },
  },
});

/** The rules to run before GraphQL's own, whose cost grows faster than the document; the same for every transport. */
export const limitRules: readonly ValidationRule[] = [operationLimitsRule];

function fragmentAwareMeasure(fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
  const measured = new Map<string, Size>();
  const underway = new Set<string>();

  function sizeOf(selectionSet: SelectionSetNode): Size | "recursive" {
    let { depth, aliases, directives, fields, rootFields, repeated } = nothing;
    const names = new Set<string>();
    for (const selection of selectionSet.selections) {
      directives += selection.directives?.length ?? 0;
      let inside: Size | "recursive" = nothing;
      if (selection.kind === Kind.FIELD) {
        if (selection.selectionSet) inside = sizeOf(selection.selectionSet);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) inside = sizeOf(selection.selectionSet);
      else inside = sizeOfFragment(selection.name.value);
      if (inside === "recursive") return "recursive";

      const isField = selection.kind === Kind.FIELD;
      depth = Math.max(depth, inside.depth + (isField ? 1 : 0));
      aliases += inside.aliases + (isField && selection.alias ? 1 : 0);
      directives += inside.directives;
      fields += inside.fields + (isField ? 1 : 0);
      rootFields += isField ? 1 : inside.rootFields;
      repeated += inside.repeated;
      if (isField) {
        const name = (selection.alias ?? selection.name).value;
        if (names.has(name)) repeated += 1;
        names.add(name);
      }
    }
    return { depth, aliases, directives, fields, rootFields, repeated };
  }

  function sizeOfFragment(name: string): Size | "recursive" {
    const known = measured.get(name);
    if (known) return known;
    const fragment = fragments.get(name);
    // An unknown fragment is for GraphQL's own rules to name.
    if (!fragment) return nothing;
    if (underway.has(name)) return "recursive";
    underway.add(name);
    const inside = sizeOf(fragment.selectionSet);
    underway.delete(name);
    if (inside === "recursive") return inside;
    const size = { ...inside, directives: inside.directives + (fragment.directives?.length ?? 0) };
    measured.set(name, size);
    return size;
  }

  return sizeOf;
}
