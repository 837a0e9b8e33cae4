import type { DataSource, EntityManager } from "typeorm";
import type { Viewer } from "../../../platform/auth/viewer.js";
import { clientOf } from "../../../platform/database/data-source.js";
import { brokenConstraint } from "../../../platform/database/errors.js";
import { inTransaction } from "../../../platform/database/transaction.js";
import { registerWrite } from "../../../platform/idempotency/idempotency.js";
import { newIds } from "../../../platform/ids/ids.js";
import { dayInDenmark } from "../../../platform/time/day.js";
import { holdAskingAccount } from "../../accounts/accounts.queries.js";
import { actorsFailure } from "../actors.errors.js";
import { mayEdit } from "../memberships/membership.policy.js";
import { beginMembership, currentRole } from "../memberships/membership.repository.js";
import { ActorEntity } from "./actor.entity.js";
import type { ActorKind } from "./actor.enums.js";
import type { CreateActorInput, ProfileInput, UpdateActorInput } from "./actor.input.js";
import { lockActor, replaceLists, slugsOf, takeFreeSlug, takeSlug } from "./actor.repository.js";
import { coveringRelationships, isMinor, showsRelationships, wouldShowMinor } from "./minors.js";
import { readName, readProfile, texts } from "./profile-changes.js";
import { mostFormerNames, mostSlugs } from "./profile-limits.js";
import { longestSlug, slugFromName, slugPattern } from "./slug.js";

/** Creates and changes actors. Every method is one transaction and answers the actor's primary key. */
export class ActorService {
  constructor(private readonly dataSource: DataSource) {}

  /** Creates an actor that the account owns. The same idempotency key and input answer the same actor. */
  async create(accountId: string, input: CreateActorInput): Promise<string> {
    return this.write(async (manager) => {
      const client = await clientOf(manager);
      const ids = newIds("actor");
      await holdAskingAccount(client, accountId);
      if (input.idempotencyKey) {
        const registered = await registerWrite(client, {
          accountId,
          operation: "createActor",
          key: input.idempotencyKey,
          input,
          resultId: ids.id,
        });
        if (registered.outcome === "mismatch")
          throw actorsFailure("IDEMPOTENCY_MISMATCH", ["idempotencyKey"]);
        if (registered.outcome === "repeated") return registered.resultId;
      }
      const name = readName(input.name, ["name"]);
      await this.refuseShowingMinor(manager, accountId, { kind: input.kind }, input);
      const { columns, lists } = await readProfile(client, input.kind, input, {});
      // Nobody but the creator is at home in it yet.
      if (await isMinor(manager, accountId))
        columns.fieldVisibility = coveringRelationships(columns.fieldVisibility ?? {});
      const slug = await takeFreeSlug(client, slugFromName(name), ids);
      await manager.insert(ActorEntity, {
        ...columns,
        ...ids,
        kind: input.kind,
        name,
        slug,
        createdBy: accountId,
      });
      await replaceLists(manager, ids.id, lists);
      await beginMembership(manager, {
        actorId: ids.id,
        accountId,
        role: "OWNER",
        startedOn: dayInDenmark(new Date()),
      });
      return ids.id;
    });
  }

  /** Changes an actor for its owners and editors. */
  async update(viewer: Viewer, accountId: string, input: UpdateActorInput): Promise<string> {
    return this.write(async (manager) => {
      const client = await clientOf(manager);
      const actor = await lockActor(manager, input.actorId);
      if (!actor) throw actorsFailure("NOT_FOUND", ["actorId"]);
      if (!mayEdit(viewer, await currentRole(manager, actor.id, accountId)))
        throw actorsFailure("NOT_ALLOWED", ["actorId"]);
      await this.refuseShowingMinor(manager, accountId, actor, input);
      const { columns, lists } = await readProfile(client, actor.kind, input, actor.fieldVisibility);
      if (input.formerNames !== undefined) columns.formerNames = texts(input.formerNames);
      if (input.name !== undefined) {
        const name = readName(input.name ?? "", ["name"]);
        columns.name = name;
        if (name !== actor.name) {
          const former = new Set([actor.name, ...(columns.formerNames ?? actor.formerNames)]);
          // A name taken back is no former one.
          former.delete(name);
          columns.formerNames = [...former].slice(0, mostFormerNames);
        }
      }
      if (input.slug !== undefined && input.slug !== actor.slug) {
        if (input.slug === null || !slugPattern.test(input.slug))
          throw actorsFailure("INVALID_SLUG", ["slug"], { limit: longestSlug });
        const own = await slugsOf(client, actor.id);
        if (own.length >= mostSlugs && !own.includes(input.slug)) {
          throw actorsFailure("SLUGS_USED_UP", ["slug"], { limit: mostSlugs });
        }
        if (!(await takeSlug(client, input.slug, actor.id)))
          throw actorsFailure("SLUG_TAKEN", ["slug"], { slug: input.slug });
        columns.slug = input.slug;
      }
      await manager.update(ActorEntity, { id: actor.id }, { ...columns, updatedAt: () => "now()" });
      await replaceLists(manager, actor.id, lists);
      return actor.id;
    });
  }

  /** Whoever asks: what shows where a minor is more exactly than the municipality, or beyond the network with whom, is refused. */
  private async refuseShowingMinor(
    manager: EntityManager,
    accountId: string,
    actor: { readonly id?: string; readonly kind: ActorKind },
    { location, fieldVisibilities }: ProfileInput,
  ): Promise<void> {
    const showsPlace = location != null && location.precision !== "MUNICIPALITY";
    const opened = (fieldVisibilities ?? []).findIndex(({ field, visibility }) =>
      showsRelationships({ [field]: visibility }),
    );
    if (!showsPlace && opened < 0) return;
    if (!(await wouldShowMinor(manager, actor, accountId))) return;
    if (showsPlace) throw actorsFailure("EXACT_LOCATION_OF_MINOR", ["location", "precision"]);
    throw actorsFailure("RELATIONSHIPS_OF_MINOR", ["fieldVisibilities", String(opened), "visibility"]);
  }

  private async write(work: (manager: EntityManager) => Promise<string>): Promise<string> {
    try {
      return await inTransaction(this.dataSource, work);
    } catch (error) {
      if (brokenConstraint(error) === "external_id_names_one_actor")
        throw actorsFailure("EXTERNAL_ID_TAKEN", ["externalIds"]);
      throw error;
    }
  }
}
