/** Settings that open a program up: debug mode, file modes, temporary names. */
import type { RuleFamily } from './schema.ts';

export const setting: RuleFamily = {
  family: 'setting',
  gate: /debug|DEBUG|chmod|mktemp|umask|tmpnam/,
  rules: [
    {
      id: 'setting-debug-on',
      family: 'setting',
      cwe: 489,
      languages: ['python'],
      confidence: 'high',
      message: 'The server starts in debug mode.',
      why: 'The debugger shows source and variables, and its console runs code for whoever reaches it.',
      attack: 'An error is provoked, and its page’s console opens a shell.',
      safe: 'Leave debug off, or take it from the environment of the developer’s machine.',
      fixes: ['remove-argument'],
      matches: [
        {
          on: 'call',
          paths: ['app.run', 'application.run', 'flask.Flask().run', 'Flask().run', 'socketio.run'],
          severity: 'warning',
          when: [{ is: 'true', part: 'debug' }],
          fixes: [],
        },
        { on: 'assign', paths: ['app.debug'], severity: 'warning', when: [{ is: 'true' }] },
      ],
    },
    {
      id: 'setting-open-file-mode',
      family: 'setting',
      cwe: 732,
      languages: ['python', 'javascript'],
      confidence: 'high',
      message: 'Everybody on the machine may write the file.',
      why: 'Any other program or user can then change what this one reads or runs.',
      attack: 'A process with few rights writes its own commands into the file.',
      safe: '`0o600` for files with secrets, `0o644` or `0o755` for the rest.',
      matches: [
        {
          on: 'call',
          paths: ['os.chmod', 'fs.chmod', 'fs.chmodSync', 'fs.promises.chmod', '*.chmod'],
          subject: { anyOf: ['mode', 1, 0] },
          severity: 'warning',
          when: [{ predicate: 'world-writable' }],
        },
      ],
    },
    {
      id: 'setting-guessable-temp-name',
      family: 'setting',
      cwe: 377,
      languages: ['python'],
      confidence: 'high',
      message: 'The name of a temporary file is chosen before the file is made.',
      why: 'Between the two somebody else can make a file or link of that name.',
      attack: 'A link of that name makes this program overwrite a file of its own.',
      safe: '`tempfile.NamedTemporaryFile()` or `tempfile.mkstemp()`.',
      matches: [{ on: 'call', paths: ['tempfile.mktemp', 'os.tempnam', 'os.tmpnam'], severity: 'warning' }],
    },
  ],
};
