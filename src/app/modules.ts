import type { DataSource } from "typeorm";
import { accountsModule } from "../domains/accounts/accounts.module.js";
import { actorsLeaveDeletedAccount } from "../domains/actors/account-deletion.js";
import { actorsModule } from "../domains/actors/actors.module.js";
import { placesModule } from "../domains/places/places.module.js";
import { vocabulariesModule } from "../domains/vocabularies/vocabularies.module.js";
import type { DomainModule } from "../platform/module.js";

/** The domains of the hub, upstream first. */
export function hubModules(dataSource: DataSource): readonly DomainModule[] {
  return [
    placesModule(),
    vocabulariesModule(),
    accountsModule(dataSource, [actorsLeaveDeletedAccount]),
    actorsModule(dataSource),
  ];
}
