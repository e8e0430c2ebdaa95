/** Node's adapters of the engine's small ports: time and randomness. */
import { randomBytes } from 'node:crypto';
import type { Clock, Random } from '../engine/ports.ts';

export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };

export const systemRandom: Random = { bytes: (length) => randomBytes(length) };
