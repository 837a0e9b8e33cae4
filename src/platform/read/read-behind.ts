import { type GraphQLResolveInfo, getNamedType, isObjectType } from "graphql";
import { collectSubfields } from "graphql/execution/collectFields.js";
import type { SendBehind } from "../database/transaction.js";
import type { RequestContext } from "../graphql/request-context.js";
import { RowRef } from "./row-ref.js";

/**
 * Reads the row that a mutation's payload names in one round trip with the statement that writes it.
 * @param field the payload's field for the row, which is of the declared type
 */
export function readBehind(
  context: RequestContext,
  info: GraphQLResolveInfo,
  field: string,
  type: string,
): SendBehind {
  return (client, key) => {
    const { compiled, rowsBehind, reads } = context;
    const asked = payloadField(info, field);
    const [node] = asked?.fieldNodes ?? [];
    if (!compiled || !rowsBehind || !asked || !node) return;
    const form = context.rowForm ?? "typed";
    const answer = compiled.row(new RowRef(type, key), asked, context, form, (statement) =>
      reads.runPrepared(statement, rowsBehind.logged(client)),
    );
    rowsBehind.add(node, { key, form, answer });
  };
}

/** What the payload's field will be resolved with; undefined unless it is asked for under one name. */
function payloadField(info: GraphQLResolveInfo, name: string): GraphQLResolveInfo | undefined {
  const { schema, fragments, variableValues, fieldNodes } = info;
  const payload = getNamedType(info.returnType);
  const definition = isObjectType(payload) ? payload.getFields()[name] : undefined;
  if (!isObjectType(payload) || !definition) throw new Error(`${info.fieldName} answers no ${name}`);
  const [nodes, another] = [
    ...collectSubfields(schema, fragments, variableValues, payload, fieldNodes).values(),
  ].filter(([node]) => node?.name.value === name);
  if (!nodes || another) return undefined;
  return {
    ...info,
    fieldName: name,
    fieldNodes: nodes,
    parentType: payload,
    returnType: definition.type,
  };
}
