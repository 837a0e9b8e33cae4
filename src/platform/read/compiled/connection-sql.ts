import { type FieldNode, getNamedType, isNonNullType, isObjectType } from "graphql";
import { type SQL, sql } from "../../database/sql.js";
import { alias, countRelated, cursorOf, fromPage, orderOf, type RelatedRows } from "../relation-sql.js";
import {
  listOfObjects,
  type Member,
  type ObjectRow,
  objectOf,
  oneObject,
  requiredLeaf,
  rowOf,
} from "./json-sql.js";
import { type AskedField, membersOf } from "./members.js";
import type { Planner } from "./planner.js";

/** How the parts of a connection that are not its own are composed. */
export interface ConnectionParts {
  /** A row as the nodes ask it. */
  readonly node: (nodes: readonly FieldNode[]) => ObjectRow;
  /** What the connection tells of all its rows beside their number. */
  readonly fact: (name: string, field: AskedField) => SQL;
}

/** A page of rows (Relay connection) as the operation asks it, read once however often it is asked. */
export function connectionSql(
  planner: Planner,
  related: RelatedRows,
  field: AskedField,
  parts: ConnectionParts,
): SQL {
  const order = orderOf(related.relation, related.scope);
  const page = planner.page(field.planned, order);
  const rowsOfPage = (limit: SQL): SQL => fromPage(related, order, page, limit);
  const type = objectType(field);
  const selected = planner.subfields(type, field.nodes);

  const edge = (nodes: readonly FieldNode[], edgeType: ReturnType<typeof objectType>): ObjectRow =>
    rowOf(
      membersOf(planner, edgeType, planner.subfields(edgeType, nodes), (asked) => {
        const { name } = asked.definition;
        if (name === "cursor") return cursorOf(related, order);
        if (name === "node") return oneObject(parts.node(asked.nodes), sql.blank);
        const fact = related.relation.edgeFacts?.[name];
        if (!fact) throw new Error(`${edgeType.name}.${name} is told by no edge`);
        const value = fact(related.scope);
        return isNonNullType(asked.definition.type) ? requiredLeaf(value, false) : value;
      }),
    );

  const pageFields = [...selected.values()].flatMap((nodes) =>
    ["nodes", "edges", "pageInfo"].includes(nodes[0]?.name.value ?? "") ? [nodes[0]?.name.value] : [],
  );
  // One list in its own order is the common case, and needs no page to be told apart from it.
  const isOneList = pageFields.length === 1 && pageFields[0] !== "pageInfo" && !page.backward;
  const hasPageInfo = pageFields.includes("pageInfo");
  const rows = alias("page");
  const columns: Member[] = [];
  // Without an aggregate over the page it is not read at all: its rows would each make a connection.
  let readsPage = false;
  const ofPage = (aggregate: SQL): SQL => {
    readsPage = true;
    return aggregate;
  };
  const column = (value: SQL): SQL => {
    const name = `column${columns.length}`;
    columns.push({ name, value });
    return sql`${rows}.${sql.identifier(name)}`;
  };
  const thePage = hasPageInfo ? sql`FILTER (WHERE ${rows}.place <= ${page.size})` : sql.blank;
  // All aggregates name the same order: PostgreSQL sorts once for them, and unnamed order would follow that sorting.
  const inOrder = sql`ORDER BY ${rows}.place ${page.backward ? sql`DESC` : sql`ASC`}`;
  const listed = (row: ObjectRow): SQL =>
    isOneList
      ? listOfObjects(row, rowsOfPage(page.size))
      : ofPage(sql`coalesce(json_agg(${column(oneObject(row, sql.blank))} ${inOrder}) ${thePage}, '[]')`);

  const pageInfoValue = ({ definition: { name } }: AskedField): SQL => {
    const more = (): SQL => ofPage(sql`(count(*) > ${page.size})`);
    const cursors = (): SQL =>
      ofPage(sql`(array_agg(${column(cursorOf(related, order))} ${inOrder}) ${thePage})`);
    switch (name) {
      case "hasNextPage":
        return page.backward ? truth(page.before !== undefined) : more();
      case "hasPreviousPage":
        return page.backward ? more() : truth(page.after !== undefined);
      case "startCursor":
        return sql`${cursors()}[1]`;
      default:
        return sql`${cursors()}[least(count(*), ${page.size})]`;
    }
  };

  const members = membersOf(planner, type, selected, (asked) => {
    switch (asked.definition.name) {
      case "totalCount":
        return countRelated(related);
      case "nodes":
        return listed(parts.node(asked.nodes));
      case "edges":
        return listed(edge(asked.nodes, objectType(asked)));
      case "pageInfo": {
        const infoType = objectType(asked);
        const info = membersOf(planner, infoType, planner.subfields(infoType, asked.nodes), pageInfoValue);
        // Not a sub-select: `count(*)` there would count the rows of the sub-select.
        const entries = info.flatMap(({ name, value }) => [sql.literal(name), value]);
        return sql`json_build_object(${sql.join(entries, ", ")})`;
      }
      default:
        return parts.fact(asked.definition.name, asked);
    }
  });
  if (!readsPage) return objectOf(members);
  const found = alias("found");
  return oneObject(
    rowOf(members),
    sql`FROM (SELECT ${found}.*, row_number() OVER () AS place FROM (SELECT ${rowOf(columns).selected}
      ${rowsOfPage(hasPageInfo ? page.limit : page.size)}) AS ${found}) AS ${rows}`,
  );
}

const truth = (value: boolean): SQL => (value ? sql`true` : sql`false`);

function objectType({ definition }: Pick<AskedField, "definition">) {
  const type = getNamedType(definition.type);
  if (!isObjectType(type)) throw new Error(`${definition.name} does not answer an object`);
  return type;
}
