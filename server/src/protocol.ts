/**
 * What client and server say to each other beyond LSP: requests, notifications, settings. The one file of the server that the client imports.
 */
export type {
  Call,
  CallDurations,
  CallStory,
  CallsResult,
  CallWords,
  JoinReason,
  Leg,
  Moment,
  MomentKind,
  Outcome,
  Party,
  Place,
  StoryStep,
  Transfer,
} from './calls/types';
export { filtersOf, PRESETS, type Preset, type PresetName, readOnlyUser } from './capture/presets';
export type { NoticeKind, RecordCommand, RecordStatus, RefusalKind, RefusedCertificate } from './capture/status';
export type { BoxPart, Ladder, LadderBox, LadderRow, Lifeline, LineStretch, LocalChannels } from './ladderModel';
export * from './protocol/calls';
export * from './protocol/captures';
export * from './protocol/catalog';
export * from './protocol/documents';
export * from './protocol/filters';
export * from './protocol/places';
export * from './protocol/settings';
