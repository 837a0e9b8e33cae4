import type * as operations from "../../schema/generated/operations.js";

/** What each example answers and takes, by the name of its operation. */
export interface Examples {
  AssignConversation: [operations.AssignConversationMutation, operations.AssignConversationMutationVariables];
  AddConversationNote: [
    operations.AddConversationNoteMutation,
    operations.AddConversationNoteMutationVariables,
  ];
  EditConversationNote: [
    operations.EditConversationNoteMutation,
    operations.EditConversationNoteMutationVariables,
  ];
  DeleteConversationNote: [
    operations.DeleteConversationNoteMutation,
    operations.DeleteConversationNoteMutationVariables,
  ];
  AddParticipant: [operations.AddParticipantMutation, operations.AddParticipantMutationVariables];
  DeleteMessage: [operations.DeleteMessageMutation, operations.DeleteMessageMutationVariables];
  EditMessage: [operations.EditMessageMutation, operations.EditMessageMutationVariables];
  RemoveParticipant: [operations.RemoveParticipantMutation, operations.RemoveParticipantMutationVariables];
  LeaveConversation: [operations.LeaveConversationMutation, operations.LeaveConversationMutationVariables];
  MarkConversationRead: [
    operations.MarkConversationReadMutation,
    operations.MarkConversationReadMutationVariables,
  ];
  MarkConversationUnread: [
    operations.MarkConversationUnreadMutation,
    operations.MarkConversationUnreadMutationVariables,
  ];
  SendMessage: [operations.SendMessageMutation, operations.SendMessageMutationVariables];
  StartConversation: [operations.StartConversationMutation, operations.StartConversationMutationVariables];
  UpdateConversationSettings: [
    operations.UpdateConversationSettingsMutation,
    operations.UpdateConversationSettingsMutationVariables,
  ];
  DecideMessageReport: [
    operations.DecideMessageReportMutation,
    operations.DecideMessageReportMutationVariables,
  ];
  MessageReports: [operations.MessageReportsQuery, operations.MessageReportsQueryVariables];
  ReportMessage: [operations.ReportMessageMutation, operations.ReportMessageMutationVariables];
  MarkNotificationsRead: [
    operations.MarkNotificationsReadMutation,
    operations.MarkNotificationsReadMutationVariables,
  ];
  Notifications: [operations.NotificationsQuery, operations.NotificationsQueryVariables];
  UpdateNotificationPreferences: [
    operations.UpdateNotificationPreferencesMutation,
    operations.UpdateNotificationPreferencesMutationVariables,
  ];
  Conversation: [operations.ConversationQuery, operations.ConversationQueryVariables];
  Inbox: [operations.InboxQuery, operations.InboxQueryVariables];
  AcceptInvitation: [operations.AcceptInvitationMutation, operations.AcceptInvitationMutationVariables];
  ActorBySlug: [operations.ActorBySlugQuery, operations.ActorBySlugQueryVariables];
  ActorNetwork: [operations.ActorNetworkQuery, operations.ActorNetworkQueryVariables];
  BlockActor: [operations.BlockActorMutation, operations.BlockActorMutationVariables];
  ConfirmRelationship: [
    operations.ConfirmRelationshipMutation,
    operations.ConfirmRelationshipMutationVariables,
  ];
  DeclineRelationship: [
    operations.DeclineRelationshipMutation,
    operations.DeclineRelationshipMutationVariables,
  ];
  EndRelationship: [operations.EndRelationshipMutation, operations.EndRelationshipMutationVariables];
  NetworkPath: [operations.NetworkPathQuery, operations.NetworkPathQueryVariables];
  NetworkSummary: [operations.NetworkSummaryQuery, operations.NetworkSummaryQueryVariables];
  OpenProposals: [operations.OpenProposalsQuery, operations.OpenProposalsQueryVariables];
  ProposeRelationship: [
    operations.ProposeRelationshipMutation,
    operations.ProposeRelationshipMutationVariables,
  ];
  RelationshipRules: [operations.RelationshipRulesQuery, operations.RelationshipRulesQueryVariables];
  UnblockActor: [operations.UnblockActorMutation, operations.UnblockActorMutationVariables];
  ActorMembers: [operations.ActorMembersQuery, operations.ActorMembersQueryVariables];
  ApproveClaim: [operations.ApproveClaimMutation, operations.ApproveClaimMutationVariables];
  ClaimActor: [operations.ClaimActorMutation, operations.ClaimActorMutationVariables];
  CreateActor: [operations.CreateActorMutation, operations.CreateActorMutationVariables];
  DeclineInvitation: [operations.DeclineInvitationMutation, operations.DeclineInvitationMutationVariables];
  DeleteAccount: [operations.DeleteAccountMutation, operations.DeleteAccountMutationVariables];
  EndMembership: [operations.EndMembershipMutation, operations.EndMembershipMutationVariables];
  InviteMember: [operations.InviteMemberMutation, operations.InviteMemberMutationVariables];
  ListActors: [operations.ListActorsQuery, operations.ListActorsQueryVariables];
  ListClaims: [operations.ListClaimsQuery, operations.ListClaimsQueryVariables];
  ListGenres: [operations.ListGenresQuery, operations.ListGenresQueryVariables];
  ListInstruments: [operations.ListInstrumentsQuery, operations.ListInstrumentsQueryVariables];
  ListMunicipalities: [operations.ListMunicipalitiesQuery, operations.ListMunicipalitiesQueryVariables];
  MunicipalityRegion: [operations.MunicipalityRegionQuery, operations.MunicipalityRegionQueryVariables];
  Node: [operations.NodeQuery, operations.NodeQueryVariables];
  Nodes: [operations.NodesQuery, operations.NodesQueryVariables];
  OpenInvitations: [operations.OpenInvitationsQuery, operations.OpenInvitationsQueryVariables];
  ReinstateAccount: [operations.ReinstateAccountMutation, operations.ReinstateAccountMutationVariables];
  ReadAttachment: [operations.ReadAttachmentQuery, operations.ReadAttachmentQueryVariables];
  RejectClaim: [operations.RejectClaimMutation, operations.RejectClaimMutationVariables];
  Search: [operations.SearchQuery, operations.SearchQueryVariables];
  StartUpload: [operations.StartUploadMutation, operations.StartUploadMutationVariables];
  SuspendAccount: [operations.SuspendAccountMutation, operations.SuspendAccountMutationVariables];
  UpdateActor: [operations.UpdateActorMutation, operations.UpdateActorMutationVariables];
  Viewer: [operations.ViewerQuery, operations.ViewerQueryVariables];
}
