/** `@takumo` in a bundle of its own: read from disk at the first question. */
export const loadParticipant = () => import('./index.ts');
