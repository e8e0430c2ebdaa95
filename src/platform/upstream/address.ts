/** Addresses of upstreams. */
import { TakumoError } from '../../engine/errors.ts';

/** The address, or `model-misconfigured`. */
export function addressOf(text: string): URL {
  if (!URL.canParse(text)) {
    throw new TakumoError('model-misconfigured', 'The base URL of this model is not an address.');
  }
  return new URL(text);
}

/** True for names and addresses that can't leave this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
