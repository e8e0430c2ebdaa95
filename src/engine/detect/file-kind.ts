/** What kind of file a path names: the same `token: abc` means different things in a lock file, a `.env` and a program. */
import type { DetectContext, FileKind } from './types.ts';

const lock =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|cargo\.lock|go\.sum|composer\.lock|gemfile\.lock|poetry\.lock|pipfile\.lock|uv\.lock|pdm\.lock|flake\.lock|mix\.lock|pubspec\.lock|podfile\.lock|packages\.lock\.json|gradle\.lockfile)$/;
const env = /(?:^|\/)(?:\.env(?:\.[\w.-]+)?|[\w.-]+\.env|\.envrc)$/;
const config = /\.(?:ya?ml|json[c5]?|toml|ini|cfg|conf|config|properties|xml|plist|tfvars|netrc|npmrc|pypirc)$/;
const prose = /\.(?:md|mdx|markdown|rst|adoc|txt|html?)$/;
const code =
  /\.(?:[cm]?[jt]sx?|py|rb|php|java|kt|kts|go|rs|cs|c|cc|cpp|h|hpp|swift|scala|sh|bash|zsh|ps1|pl|lua|dart|ex|exs|sql|vue|svelte|tf|hcl|r|m|groovy|gradle)$/;

export function fileKindOf(context: DetectContext | undefined): FileKind {
  const path = context?.path?.slice(-200).replace(/\\/g, '/').toLowerCase();
  if (path === undefined) return byLanguage[context?.languageId ?? ''] ?? 'unknown';
  if (lock.test(path)) return 'lock';
  if (env.test(path)) return 'env';
  if (config.test(path)) return 'config';
  if (prose.test(path)) return 'prose';
  if (code.test(path)) return 'code';
  return byLanguage[context?.languageId ?? ''] ?? 'unknown';
}

const byLanguage: Readonly<Record<string, FileKind>> = {
  dotenv: 'env',
  yaml: 'config',
  json: 'config',
  jsonc: 'config',
  toml: 'config',
  ini: 'config',
  properties: 'config',
  xml: 'config',
  markdown: 'prose',
  plaintext: 'prose',
  javascript: 'code',
  javascriptreact: 'code',
  typescript: 'code',
  typescriptreact: 'code',
  python: 'code',
  java: 'code',
  go: 'code',
  php: 'code',
  ruby: 'code',
  csharp: 'code',
  rust: 'code',
  shellscript: 'code',
};
