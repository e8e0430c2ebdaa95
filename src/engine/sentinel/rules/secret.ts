/** Secrets written into the code. The formats of known providers are the detector's; here are literals in places named for a secret. */
import type { RuleFamily } from './schema.ts';

export const secretTexts = {
  why: 'Whoever can read the code, its history or its build has the credential, and it can’t be changed without a release.',
  attack:
    'Repositories, packages and bundles are searched for credentials by machine, often within minutes of publishing.',
  safe: 'Read it from the environment or a secret store when the program starts, and replace the one that was written down.',
};

const names =
  /^(?:\w*_)?(?:password|passwd|passwd|passphrase|pwd|pass|secret|secret_?key|api_?key|apikey|api_?secret|access_?token|auth_?token|client_?secret|private_?key|encryption_?key|signing_?key|jwt_?secret|session_?secret|cookie_?secret|secret_?token|db_?pass|access_?key|bearer_?token|refresh_?token|app_?secret|master_?key|consumer_?secret)$/i;
const camel =
  /(?:[a-z0-9](?:Password|Passwd|Pwd|Secret|SecretKey|ApiKey|APIKey|AccessToken|AuthToken|ClientSecret|PrivateKey|EncryptionKey|SigningKey|AccessKey))$/;
const notSecret =
  /(?:name|field|label|title|prompt|hint|error|message|header|type|regex|pattern|placeholder|url|path|file|policy|length|min|max|id|selector|input|param|env|var|column|attr|prop|test|i18n|text|format|hash)$/i;

export const secretNames = { names, camel, notSecret };

export const secret: RuleFamily = {
  family: 'secret',
  gate: /pass|pwd|secret|token|api_?key|access_?key|private_?key|encryption_?key|signing_?key|credential|jwt|createHmac|createCipheriv|\.new\s*\(|login/i,
  rules: [
    {
      id: 'secret-in-code',
      family: 'secret',
      cwe: 798,
      languages: ['javascript', 'python'],
      confidence: 'medium',
      message: 'A credential is written into the code.',
      ...secretTexts,
      fixes: ['environment-variable'],
      matches: [
        {
          on: 'assign',
          paths: ['*'],
          severity: 'warning',
          when: [{ predicate: 'secret-name' }, { predicate: 'own-literal' }, { predicate: 'real-secret' }],
        },
        {
          on: 'entry',
          of: ['dictionary', 'keyword', 'default', 'attribute'],
          paths: ['*'],
          severity: 'warning',
          when: [{ predicate: 'secret-name' }, { predicate: 'own-literal' }, { predicate: 'real-secret' }],
        },
        {
          on: 'entry',
          of: ['comparison'],
          paths: ['*'],
          severity: 'warning',
          when: [{ predicate: 'password-name' }, { predicate: 'own-literal' }, { predicate: 'real-secret' }],
        },
      ],
    },
    {
      id: 'secret-key-in-call',
      family: 'secret',
      cwe: 321,
      languages: ['javascript', 'python'],
      confidence: 'high',
      message: 'A key for signing or encryption is written into the code.',
      ...secretTexts,
      fixes: ['environment-variable'],
      matches: [
        {
          on: 'call',
          paths: ['jwt.sign', 'jwt.verify', 'jsonwebtoken.sign', 'jsonwebtoken.verify', 'jwt.encode', 'jwt.decode'],
          subject: 1,
          severity: 'error',
          when: [{ predicate: 'literal-key' }],
        },
        {
          on: 'call',
          paths: ['crypto.createHmac'],
          subject: 1,
          severity: 'warning',
          when: [{ predicate: 'literal-key' }],
        },
        {
          on: 'call',
          paths: ['crypto.createCipheriv', 'crypto.createDecipheriv'],
          subject: 1,
          severity: 'error',
          when: [{ predicate: 'literal-key' }],
        },
        {
          on: 'call',
          paths: [
            'AES.new',
            'DES.new',
            'DES3.new',
            'Blowfish.new',
            'ARC4.new',
            'Fernet',
            'cryptography.fernet.Fernet',
            'algorithms.AES',
          ],
          subject: 0,
          severity: 'error',
          when: [{ predicate: 'literal-key' }],
        },
        {
          on: 'call',
          paths: ['CryptoJS.AES.encrypt', 'CryptoJS.AES.decrypt', 'CryptoJS.HmacSHA256'],
          subject: 1,
          severity: 'error',
          when: [{ predicate: 'literal-key' }],
        },
        {
          on: 'entry',
          of: ['dictionary'],
          paths: ['secretOrKey'],
          severity: 'error',
          when: [{ predicate: 'literal-key' }],
        },
        {
          on: 'assign',
          paths: ['app.secret_key', '*.secret_key'],
          severity: 'warning',
          when: [{ predicate: 'literal-key' }],
        },
        {
          on: 'assign',
          paths: ['app.config.SECRET_KEY', 'config.SECRET_KEY', 'app.config.JWT_SECRET_KEY'],
          severity: 'warning',
          when: [{ predicate: 'literal-key' }],
        },
      ],
    },
    {
      id: 'secret-login',
      family: 'secret',
      cwe: 798,
      languages: ['javascript', 'python'],
      confidence: 'medium',
      message: 'A login is written into the code.',
      ...secretTexts,
      fixes: ['environment-variable'],
      matches: [
        {
          on: 'call',
          paths: ['*.login'],
          subject: { anyOf: ['passwd', 'password', 1] },
          severity: 'warning',
          when: [{ predicate: 'own-literal' }, { predicate: 'login-literal' }],
        },
        {
          on: 'call',
          paths: ['*.connect'],
          subject: { anyOf: ['passwd', 'password'] },
          severity: 'warning',
          when: [{ predicate: 'own-literal' }, { predicate: 'login-literal' }],
        },
      ],
    },
  ],
};
