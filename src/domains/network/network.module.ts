import type { DataSource } from "typeorm";
import type { DomainModule } from "../../platform/module.js";
import { networkCircle } from "../actors/actors.queries.js";
import { actorBlockReads } from "./blocks/block.read.js";
import { BlockResolver } from "./blocks/block.resolver.js";
import { BlockService } from "./blocks/block.service.js";
import "./blocks/block.type.js";
import { actorGraphReads, graphRootReads, networkPathRead, networkStepRead } from "./graph/graph.read.js";
import { GraphResolver } from "./graph/graph.resolver.js";
import { networkErrorMessages } from "./network.errors.js";
import { inNetworkOf } from "./network.queries.js";
import { RelationshipEntity } from "./relationships/relationship.entity.js";
import { actorRelationshipReads, relationshipRead } from "./relationships/relationship.read.js";
import { RelationshipResolver } from "./relationships/relationship.resolver.js";
import { RelationshipService } from "./relationships/relationship.service.js";
import {
  relationshipPairRead,
  relationshipRuleRead,
  relationshipRuleRootReads,
} from "./relationships/relationship-rule.read.js";

import {
  networkBrokerRead,
  networkGrowthRead,
  networkKindSummaryRead,
  networkMunicipalitySummaryRead,
  networkSummaryRead,
  summaryRootReads,
} from "./summary/summary.read.js";
import { SummaryResolver } from "./summary/summary.resolver.js";

export const networkEntities = [RelationshipEntity];

/** Who works with whom: relationships between actors, blocks, and questions to the graph they make. */
export function networkModule(dataSource: DataSource): DomainModule {
  return {
    resolvers: [
      new RelationshipResolver(new RelationshipService(dataSource)),
      new BlockResolver(new BlockService(dataSource)),
      new GraphResolver(),
      new SummaryResolver(),
    ],
    reads: [
      relationshipRead,
      relationshipRuleRead,
      relationshipPairRead,
      networkPathRead,
      networkStepRead,
      networkSummaryRead,
      networkGrowthRead,
      networkMunicipalitySummaryRead,
      networkKindSummaryRead,
      networkBrokerRead,
    ],
    addedReads: { Actor: { ...actorRelationshipReads, ...actorBlockReads, ...actorGraphReads } },
    rootReads: { ...relationshipRuleRootReads, ...graphRootReads, ...summaryRootReads },
    circles: { [networkCircle]: inNetworkOf },
    errorMessages: { NetworkUserError: networkErrorMessages },
  };
}
