/** Sentinel's only door: reviews code that an AI wrote, as a whole or as a fragment. Pure: parsers and time come in through ports. */
export { createSentinel, type SentinelOptions } from './review.ts';
export {
  type Family,
  type Fix,
  type FixEdit,
  families,
  type LicenseCategory,
  type ReviewRequest,
  type Sentinel,
  type SentinelFinding,
  type SentinelReview,
} from './types.ts';
