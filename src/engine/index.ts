/** The engine's door: everything that a host may use, in the order in which a request meets it. */

// What is found
export {
  createDetector,
  type DotenvEntry,
  isDistinctive,
  listRules,
  parseDotenv,
  readSecretFile,
} from './detect/index.ts';
export { CodeBlocks } from './guard/code-blocks.ts';
export { conversationKey } from './guard/conversation-key.ts';
export type { AnswerPart, Inbound, ToolCallAnswer } from './guard/inbound.ts';
export type { BlockedRequest, Exchange, Guard, OutboundRequest, OutboundResult } from './guard.ts';
// The guard itself
export { createGuard } from './guard.ts';
// What is decided
export { createPolicySet } from './policy/set.ts';
// What stands in its place, and how it comes back
export { findPlaceholders, type PlacedToken } from './tokenize/placeholder.ts';
export type { KnownPlace, Session } from './tokenize/session.ts';
export { createSession } from './tokenize/session.ts';
export { findStrayTokens } from './tokenize/stray-tokens.ts';
export { fileWrittenBy } from './tools/sinks.ts';
export type { BuildOptions, WireApi, WireDecoder, WireDelta } from './wire/api.ts';
// What goes over the wire
export { apis } from './wire/apis.ts';
export type { Conversation } from './wire/conversation.ts';
export { createFrameReader } from './wire/frames.ts';
export { readToolName } from './wire/tool-names.ts';
