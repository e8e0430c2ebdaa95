import { expect, it } from 'vitest';
import { apis } from '../../../src/engine/wire/apis.ts';

it.each(['gemini', 'ollama', 'anthropic-messages'])(
  '%s: arguments deeper than the stack are an error, no crash',
  (name) => {
    const deep = `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`;
    const data = {
      gemini: `{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":${deep}}}]}}]}`,
      ollama: `{"message":{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":${deep}}}]},"done":false}`,
      'anthropic-messages': `{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"c","name":"f","input":${deep}}}`,
    }[name]!;
    const decoder = apis[name]!.decoder();
    const said = [...decoder.push({ event: '', data }), ...decoder.end()];
    expect(said.at(-1)).toMatchObject({
      kind: 'error',
      error: { code: expect.stringMatching(/^upstream-(?:malformed|cut)$/) },
    });
  },
);
