import { ApolloClient, CombinedGraphQLErrors, gql, InMemoryCache } from "@apollo/client";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import type { Client } from "graphql-ws";
import { finalCodes, pauseBefore, type Stream } from "./graphql-ws.js";

/** An Apollo Client on a client of graphql-ws. */
export const apolloOn = (client: Client): ApolloClient =>
  new ApolloClient({ link: new GraphQLWsLink(client), cache: new InMemoryCache() });

/** Follows a stream until `signal` or until the server says that it is over for this reader; answers why. */
export async function followWithApollo<Data extends Record<string, unknown>>(
  apollo: ApolloClient,
  { query, variables, take }: Stream<Data>,
  signal: AbortSignal,
): Promise<unknown> {
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    const code = await new Promise<unknown>((resolve) => {
      const reading = apollo
        .subscribe<Data>({ query: gql(query), variables: variables(), fetchPolicy: "no-cache" })
        .subscribe({
          next({ data, error }) {
            if (CombinedGraphQLErrors.is(error)) resolve(error.errors[0]?.extensions?.code);
            if (!data) return;
            take(data as Data);
            attempt = 0;
          },
          // Also when the socket closes, or nobody is there.
          complete: () => resolve(undefined),
        });
      signal.addEventListener("abort", () => {
        reading.unsubscribe();
        resolve(undefined);
      });
    });
    if (finalCodes.has(code)) return code;
    await pauseBefore(attempt, signal);
  }
  return undefined;
}
