/**
 * The text of the walkthrough's demo file: settings of a made-up service, with credentials in their real shapes that are drawn anew each
 * time. Nothing in the package looks like a secret, and nothing that is shown opens anything.
 */

const digits = '0123456789';
const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const letters = `${upper}${upper.toLowerCase()}`;
const base62 = `${digits}${letters}`;

/** `lines`: comments for the head of the file. `random` gives a whole number from 0 to below `limit`. */
export function demoText(lines: readonly string[], random: (limit: number) => number): string {
  const draw = (alphabet: string, count: number): string =>
    Array.from({ length: count }, () => alphabet.charAt(random(alphabet.length))).join('');
  const admin = `${draw(letters, 6)}-${draw(base62, 8)}-${draw(digits, 3)}`;
  return `${lines.map((line) => `// ${line}\n`).join('')}
export const config = {
  port: 8080,
  databaseUrl: 'postgresql://orders_app:${draw(base62, 22)}@db.orders.internal:5432/orders',
  aws: {
    region: 'eu-central-1',
    accessKeyId: 'AKIA${draw(`${upper}234567`, 16)}',
    secretAccessKey: '${draw(`${base62}+/`, 40)}',
  },
  stripeKey: '${['sk', 'live', draw(base62, 24)].join('_')}',
  adminPassword: '${admin}',
  retries: 3,
};

// ${admin}
`;
}
