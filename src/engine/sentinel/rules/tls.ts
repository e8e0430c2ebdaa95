/** Checks of certificates and host keys that are switched off. */
import type { RuleFamily } from './schema.ts';

const texts = {
  why: 'Encryption without knowing who is at the other end protects from nobody on the way.',
  attack:
    'Someone on the same network answers in the server’s place, reads and changes everything, credentials included.',
};

export const tls: RuleFamily = {
  family: 'tls',
  gate: /rejectUnauthorized|NODE_TLS_REJECT_UNAUTHORIZED|strictSSL|insecureHTTPParser|checkServerIdentity|verify|CERT_NONE|check_hostname|_create_unverified_context|_create_default_https_context|AutoAddPolicy|WarningPolicy|ssl\s*[=:]\s*False|secureProtocol|minVersion|PROTOCOL_(?:SSL|TLSv1\b|TLSv1_1)|SSLv[23]|validate_certs|disable_ssl/,
  rules: [
    {
      id: 'tls-verify-off',
      family: 'tls',
      cwe: 295,
      languages: ['javascript'],
      confidence: 'high',
      message: 'The check of the server’s certificate is switched off.',
      ...texts,
      safe: 'Leave the check on; for a private authority give its certificate with `ca`.',
      fixes: ['true-instead-of-false'],
      matches: [
        {
          on: 'entry',
          of: ['dictionary'],
          paths: ['rejectUnauthorized', 'strictSSL'],
          severity: 'error',
          when: [{ is: 'false' }],
        },
        { on: 'assign', paths: ['*.rejectUnauthorized', '*.strictSSL'], severity: 'error', when: [{ is: 'false' }] },
        {
          on: 'assign',
          paths: ['process.env.NODE_TLS_REJECT_UNAUTHORIZED', 'env.NODE_TLS_REJECT_UNAUTHORIZED'],
          severity: 'error',
          when: [{ text: /^(?:0|false)$/ }],
        },
        {
          on: 'entry',
          of: ['dictionary'],
          paths: ['NODE_TLS_REJECT_UNAUTHORIZED'],
          severity: 'error',
          when: [{ text: /^(?:0|false)$/ }],
        },
        {
          on: 'entry',
          of: ['dictionary'],
          paths: ['checkServerIdentity'],
          severity: 'error',
          when: [
            {
              code: /^(?:\(\w*(?:,\s*\w+)?\)|\w+)\s*=>\s*(?:undefined|null|\{\s*\}|true|void 0)$|^function\s*\([^)]*\)\s*\{\s*(?:return(?: undefined| null| true)?;?)?\s*\}$/,
            },
          ],
        },
      ],
    },
    {
      id: 'tls-verify-off-python',
      family: 'tls',
      cwe: 295,
      languages: ['python'],
      confidence: 'high',
      message: 'The check of the server’s certificate is switched off.',
      ...texts,
      safe: 'Leave the check on; for a private authority give its certificate: `verify="/path/to/ca.pem"`.',
      fixes: ['remove-argument', 'true-instead-of-false'],
      matches: [
        {
          on: 'entry',
          of: ['keyword'],
          paths: ['verify'],
          severity: 'error',
          when: [{ is: 'false' }, { predicate: 'http-call' }],
        },
        {
          on: 'entry',
          of: ['keyword'],
          paths: [
            'verify_ssl',
            'ssl_verify',
            'validate_certs',
            'verify_certs',
            'check_hostname',
            'ssl_verify_cert',
            'verify_tls',
          ],
          severity: 'error',
          when: [{ is: 'false' }],
        },
        {
          on: 'entry',
          of: ['keyword'],
          paths: ['ssl'],
          severity: 'error',
          confidence: 'medium',
          when: [{ is: 'false' }, { predicate: 'http-call' }],
        },
        { on: 'entry', of: ['keyword'], paths: ['cert_reqs'], severity: 'error', when: [{ predicate: 'cert-none' }] },
        { on: 'assign', paths: ['*.verify'], severity: 'error', when: [{ is: 'false' }] },
        { on: 'assign', paths: ['*.check_hostname'], severity: 'error', when: [{ is: 'false' }] },
        { on: 'assign', paths: ['*.verify_mode'], severity: 'error', when: [{ predicate: 'cert-none' }] },
        {
          on: 'assign',
          paths: ['ssl._create_default_https_context'],
          severity: 'error',
          when: [{ path: /_create_unverified_context$/ }],
        },
        { on: 'call', paths: ['ssl._create_unverified_context', '_create_unverified_context'], severity: 'error' },
        { on: 'call', paths: ['*.set_verify'], severity: 'error', when: [{ path: /(?:VERIFY|CERT)_NONE$/ }] },
        { on: 'call', paths: ['*.set_mode'], severity: 'error', when: [{ path: /CERT_NONE$/ }] },
      ],
    },
    {
      id: 'tls-host-key-unchecked',
      family: 'tls',
      cwe: 322,
      languages: ['python'],
      confidence: 'high',
      message: 'Unknown SSH host keys are accepted.',
      ...texts,
      safe: 'Load the known hosts and keep `RejectPolicy`.',
      matches: [
        {
          on: 'call',
          paths: ['*.set_missing_host_key_policy'],
          severity: 'error',
          when: [{ path: /(?:AutoAddPolicy|WarningPolicy)(?:\(\))?$/ }],
        },
      ],
    },
    {
      id: 'tls-old-protocol',
      family: 'tls',
      cwe: 327,
      languages: ['javascript', 'python'],
      confidence: 'high',
      message: 'An outdated version of TLS is asked for.',
      why: 'SSL 2 and 3, TLS 1.0 and 1.1 have known breaks and are withdrawn.',
      attack: 'Someone on the way forces the weak version and recovers cookies or credentials from it.',
      safe: 'Leave the version to the library, or ask for at least TLS 1.2.',
      matches: [
        {
          on: 'entry',
          paths: ['secureProtocol', 'minVersion', 'maxVersion'],
          severity: 'warning',
          when: [{ text: /^(?:SSLv[23]|TLSv1|TLSv1\.1|TLSv1_(?:1_)?)(?:_(?:client_|server_)?method)?$/ }],
        },
        {
          on: 'call',
          paths: ['ssl.SSLContext', 'ssl.wrap_socket', 'SSL.Context', 'OpenSSL.SSL.Context'],
          severity: 'warning',
          subject: { anyOf: [0, 'ssl_version', 'protocol'] },
          when: [{ path: /(?:PROTOCOL_(?:SSLv[23]|TLSv1|TLSv1_1)|SSLv[23]_METHOD|TLSv1_METHOD|TLSv1_1_METHOD)$/ }],
        },
        {
          on: 'entry',
          of: ['keyword'],
          paths: ['ssl_version'],
          severity: 'warning',
          when: [{ path: /PROTOCOL_(?:SSLv[23]|TLSv1|TLSv1_1)$/ }],
        },
      ],
    },
  ],
};
