/** What Sentinel knows of the two worlds' libraries: where input comes from, what makes it harmless, what passes it on. Data only. */
import type { RuleLanguage } from '../languages/language.ts';
import { danger, everywhere } from './value.ts';

export interface Knowledge {
  /** Paths whose value an outsider controls. */
  readonly sources: readonly RegExp[];
  /** Calls that make a value harmless for some sinks, by the callee's path. */
  readonly sanitizers: readonly { readonly callee: RegExp; readonly bits: number }[];
  /** Calls whose result holds their argument's or receiver's text, by last segment. */
  readonly passing: ReadonlySet<string>;
  /** Names that a module usually has where a fragment lacks its import. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Decorators that make a function's parameters an outsider's. */
  readonly handlers?: RegExp;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const javascript: Knowledge = {
  sources: [
    /^(?:\w+\.)?(?:req|request|ctx|context|koaCtx)(?:\.request|\.req)?\.(?:query|params|body|headers|cookies|files?|rawBody|originalUrl|url|hostname|queryStringParameters|pathParameters|searchParams|nextUrl)\b/,
    /^(?:req|request|ctx\.req|c\.req)\.(?:json|text|formData|param|query|header|get|parseBody)\(\)/,
    /^event\.(?:queryStringParameters|pathParameters|body|headers|multiValueQueryStringParameters)\b/,
    /^(?:window\.|self\.|document\.|globalThis\.)?location\.(?:search|hash|href|pathname)\b/,
    /^document\.(?:URL|documentURI|referrer|cookie|baseURI)\b/,
    /^window\.name$/,
    /(?:^|\.)URLSearchParams\(\)\.(?:get|getAll)\(\)/,
    /\.searchParams\.(?:get|getAll)\(\)/,
    /^(?:searchParams|urlParams|queryParams)\.(?:get|getAll)\(\)/,
    /^(?:window\.)?prompt\(\)/,
    /^(?:e|ev|event|evt|message|msg)\.data$/,
    /^(?:getQuery|readBody|getRouterParam|getRouterParams)\(\)/,
  ],
  sanitizers: [
    {
      callee:
        /(?:^|\.)(?:parseInt|parseFloat|Number|BigInt|Boolean|isNaN|isFinite|randomUUID|uuidv?4?|toFixed|indexOf|charCodeAt|getTime|now|hexdigest|digest|isInteger|validate|isUUID|test|includes|startsWith|endsWith)\(\)$/,
      bits: everywhere,
    },
    { callee: /^Math\./, bits: everywhere },
    {
      callee: /(?:^|\.)(?:quote|shellEscape|shellescape|shell_quote|escapeShellArg|escapeshellarg|shq)\(\)$/i,
      bits: danger.command,
    },
    {
      callee:
        /(?:^|\.)(?:escapeId|escapeIdentifier|escapeLiteral|quoteIdent|quoteLiteral|format|literal|identifier)\(\)$/,
      bits: danger.sql,
    },
    { callee: /(?:^|\.)(?:mysql2?|SqlString|connection|conn|pool|db|client|sequelize)\.escape\(\)$/, bits: danger.sql },
    {
      callee:
        /(?:^|\.|_)(?:sanitize\w*|purify|escapeHtml|escapeHTML|escape_html|htmlEscape|htmlEncode|encodeHTML|encodeHtml|encodeURIComponent|encodeURI|escapeXml|xss|filterXSS|stripTags|striptags|escapeAttr\w*|createTextNode)\(\)$/,
      bits: danger.xss,
    },
    { callee: /(?:^|\.)(?:escape|encode|he\.encode|h)\(\)$/, bits: danger.xss },
    { callee: /(?:^|\.)JSON\.stringify\(\)$/, bits: danger.code },
    { callee: /(?:^|\.)(?:basename)\(\)$/, bits: danger.path },
    { callee: /(?:^|\.)(?:encodeURIComponent)\(\)$/, bits: danger.url | danger.path },
  ],
  passing: words(
    'trim trimStart trimEnd toString toLowerCase toUpperCase slice substring substr replace replaceAll concat padStart padEnd split join map filter flat reverse at pop shift decodeURIComponent decodeURI atob unescape String from parse json text get getAll resolve all normalize stringify valueOf repeat format',
  ),
  aliases: new Map([
    ['cp', 'child_process'],
    ['childProcess', 'child_process'],
    ['ChildProcess', 'child_process'],
    ['child', 'child_process'],
    ['execSync', 'child_process.execSync'],
    ['execFileSync', 'child_process.execFileSync'],
    ['spawnSync', 'child_process.spawnSync'],
    ['createHash', 'crypto.createHash'],
    ['createHmac', 'crypto.createHmac'],
    ['createCipheriv', 'crypto.createCipheriv'],
    ['createCipher', 'crypto.createCipher'],
    ['pbkdf2Sync', 'crypto.pbkdf2Sync'],
    ['generateKeyPairSync', 'crypto.generateKeyPairSync'],
  ]),
};

const python: Knowledge = {
  sources: [
    /(?:^|\.)request\.(?:args|form|values|json|data|headers|cookies|files|stream|query_string|full_path|url|path|referrer|user_agent|GET|POST|FILES|META|COOKIES|body|query_params|path_params|params|match_info|query|rel_url|matchdict|get_json\(\)|get_data\(\)|post\(\)|text\(\)|read\(\)|form\(\)|body\(\)|json\(\))(?:\b|$|\.|\[)/,
    /^self\.(?:get_argument|get_arguments|get_query_argument|get_body_argument|get_cookie)\(\)/,
    /^(?:input|raw_input)\(\)/,
    /^sys\.stdin(?:\.buffer)?\.(?:read|readline|readlines)\(\)/,
    /^event\.(?:queryStringParameters|pathParameters|body|headers|get\(\))/,
    /^(?:websocket|ws)\.(?:recv|receive|receive_text|receive_json)\(\)/,
  ],
  sanitizers: [
    {
      callee:
        /(?:^|\.)(?:int|float|bool|len|ord|hash|id|round|abs|sum|uuid[1345]|UUID|hexdigest|isdigit|isalnum|isnumeric|index|count|time|timestamp|Decimal|isinstance|hasattr|startswith|endswith|exists|isfile|isdir|getpid|token_hex|token_urlsafe|strftime|isoformat)\(\)$/,
      bits: everywhere,
    },
    {
      callee: /(?:^|\.)(?:quote|shell_quote|list2cmdline|shlex\.join|quotes?|pipes\.quote)\(\)$/,
      bits: danger.command,
    },
    {
      callee:
        /(?:^|\.)(?:quote_ident|quote_identifier|quote_name|escape_string|escape_literal|Identifier|Literal|SQL|mogrify|bindparam)\(\)$/,
      bits: danger.sql,
    },
    {
      callee:
        /(?:^|\.)(?:escape|html\.escape|cgi\.escape|conditional_escape|clean|bleach\.clean|format_html|urlencode|quote|quote_plus|jsonify|dumps|render_template|render|json\.dumps|Markup\.escape|escape_html)\(\)$/,
      bits: danger.xss,
    },
    { callee: /(?:^|\.)(?:literal_eval|json\.loads)\(\)$/, bits: danger.code },
    { callee: /(?:^|\.)(?:secure_filename|basename|os\.path\.basename|safe_join)\(\)$/, bits: danger.path },
    { callee: /(?:^|\.)(?:quote|quote_plus|urlencode)\(\)$/, bits: danger.url },
  ],
  passing: words(
    'strip lstrip rstrip lower upper title capitalize replace format join split rsplit splitlines encode decode get pop str bytes unicode repr copy getvalue read getlist loads load b64decode b64encode unquote unquote_plus list tuple sorted reversed set dict format_map zip enumerate items values text fetch_args to_dict getvalue expandtabs partition dedent abspath join normpath expanduser',
  ),
  aliases: new Map([
    ['sp', 'subprocess'],
    ['np', 'numpy'],
    ['check_output', 'subprocess.check_output'],
    ['check_call', 'subprocess.check_call'],
    ['Popen', 'subprocess.Popen'],
    ['flask.request', 'request'],
  ]),
  handlers:
    /\.(?:route|get|post|put|patch|delete|websocket|api_route)\(\)$|^(?:route|get|post|put|delete|api_view)\(\)$/,
};

export const knowledge: Readonly<Record<RuleLanguage, Knowledge>> = { javascript, python };
