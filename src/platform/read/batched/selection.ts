import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from "graphql";
import { getArgumentValues } from "graphql/execution/values.js";
import { findBadArgument } from "../../input/input-rules.js";

/** A field that a query asks of a row, with its coerced arguments. */
export interface SelectedField {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Where a loaded row keeps the value of a field asked with these arguments. */
export function slotOf(name: string, args: Readonly<Record<string, unknown>>): string {
  return Object.keys(args).length === 0 ? name : `${name}(${JSON.stringify(args)})`;
}

/**
 * The fields that the query asks of rows of `type` below the given field nodes, by the object type asked.
 * For an interface, what is asked of the interface is asked of each of its types. `@include` and `@skip` are not
 * looked at: a value read in vain costs less than looking.
 */
export function selectedFields(
  info: GraphQLResolveInfo,
  fieldNodes: readonly FieldNode[],
  type: GraphQLNamedType,
): ReadonlyMap<string, readonly SelectedField[]> {
  const objectTypes = isAbstractType(type)
    ? info.schema.getPossibleTypes(type)
    : isObjectType(type)
      ? [type]
      : [];
  return new Map(
    objectTypes.map((objectType) => {
      const found = new Map<string, SelectedField>();
      for (const node of fieldsUnder(info, fieldNodes, objectType.name)) {
        const field = objectType.getFields()[node.name.value];
        if (!field) continue;
        const args = getArgumentValues(field, node, info.variableValues);
        // The field itself will refuse them; the rows of its siblings are not to fail with it.
        if (findBadArgument(field, args)) continue;
        found.set(slotOf(field.name, args), { name: field.name, args });
      }
      return [objectType.name, [...found.values()]];
    }),
  );
}

/** The field nodes of a given name below others, such as `node` under `edges`. */
export function nodesNamed(
  info: GraphQLResolveInfo,
  fieldNodes: readonly FieldNode[],
  path: readonly string[],
): readonly FieldNode[] {
  return path.reduce<readonly FieldNode[]>(
    (nodes, name) => fieldsUnder(info, nodes, undefined).filter((node) => node.name.value === name),
    fieldNodes,
  );
}

/** The fields selected below the nodes, fragments opened where they apply to the object type (or all of them). */
function fieldsUnder(
  info: GraphQLResolveInfo,
  fieldNodes: readonly FieldNode[],
  objectType: string | undefined,
): FieldNode[] {
  const found: FieldNode[] = [];
  const applies = (condition: string | undefined): boolean => {
    if (!condition || !objectType || condition === objectType) return true;
    const conditionType = info.schema.getType(condition);
    const type = info.schema.getType(objectType);
    if (isInterfaceType(conditionType) && isObjectType(type))
      return type.getInterfaces().includes(conditionType);
    return isAbstractType(conditionType) && isObjectType(type) && info.schema.isSubType(conditionType, type);
  };
  const open = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) found.push(selection);
      else {
        const fragment: FragmentDefinitionNode | typeof selection | undefined =
          selection.kind === Kind.FRAGMENT_SPREAD ? info.fragments[selection.name.value] : selection;
        const condition =
          fragment && "typeCondition" in fragment ? fragment.typeCondition?.name.value : undefined;
        if (fragment && "selectionSet" in fragment && applies(condition)) open(fragment.selectionSet);
      }
    }
  };
  for (const node of fieldNodes) if (node.selectionSet) open(node.selectionSet);
  return found;
}

/** The named type that a field answers, without list and non-null. */
export function answeredType(info: GraphQLResolveInfo): GraphQLNamedType {
  return getNamedType(info.returnType);
}
