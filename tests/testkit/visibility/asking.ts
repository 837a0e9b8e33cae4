import { type GraphQLSchema, parse } from "graphql";
import type { Person } from "../actors.js";
import { runQuery, type TestHub } from "../hub.js";
import { answerOf, type Coverage } from "./answer.js";
import { CursorBook, differences } from "./comparison.js";
import { Judge, type Language } from "./judge.js";
import type { Asked } from "./questions.js";
import { hubRules } from "./rules.js";
import type { HubWorld } from "./world.js";

/** A viewer who asks a hub and is answered by the judge too. Several hubs over one world must answer the same. */
export class Asking {
  readonly judge: Judge;
  /** How many requests the hub found too costly to answer. */
  refused = 0;
  private readonly book = new CursorBook();
  private readonly expected = new Map<string, unknown>();

  constructor(
    private readonly schema: GraphQLSchema,
    world: HubWorld,
    private readonly person: Pick<Person, "key" | "token"> | null,
    private readonly language: Language,
    private readonly coverage: Coverage,
  ) {
    this.judge = new Judge(world, person?.key ?? null, language);
  }

  /** Where the hub's answer differs from the judge's, and the answer. */
  async ask(
    hub: TestHub,
    { query, variables = {}, isForSignedIn, isForAdministrators }: Asked,
  ): Promise<{ found: string[]; data: unknown }> {
    const { body } = await runQuery(hub, query, variables, {
      ...(this.person && { token: this.person.token }),
      headers: { "accept-language": this.language.toLowerCase() },
    });
    const refusal = this.refusalOf({ isForSignedIn, isForAdministrators });
    if (refusal) {
      const code = body.errors?.[0]?.extensions?.code;
      return { found: code === refusal ? [] : [`${query} is answered ${code}, not ${refusal}`], data: null };
    }
    if (body.errors?.[0]?.extensions?.limit === "cost") {
      this.refused += 1;
      return { found: [], data: null };
    }
    if (body.errors) return { found: [`${query} fails: ${JSON.stringify(body.errors)}`], data: null };
    const expected = this.expectedOf(query, variables);
    const found = differences(expected, body.data, this.book);
    return {
      found: found.map((difference) => `${difference}\n  in ${query} ${JSON.stringify(variables)}`),
      data: body.data,
    };
  }

  /** The code with which the viewer has to be refused; undefined for who may ask. */
  private refusalOf({
    isForSignedIn,
    isForAdministrators,
  }: Pick<Asked, "isForSignedIn" | "isForAdministrators">): string | undefined {
    if (isForSignedIn && !this.person) return "UNAUTHENTICATED";
    return isForAdministrators && !this.judge.isAdministrator ? "FORBIDDEN" : undefined;
  }

  private expectedOf(query: string, variables: Readonly<Record<string, unknown>>): unknown {
    const key = `${query} ${JSON.stringify(variables)}`;
    if (!this.expected.has(key)) {
      const { schema, coverage } = this;
      const question = { schema, coverage, variables, rules: hubRules, cursors: this.book };
      this.expected.set(key, answerOf({ ...question, document: parse(query) }, this.judge));
    }
    return this.expected.get(key);
  }
}
