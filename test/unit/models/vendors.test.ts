/** The vendors of package.json are the presets, and ask for nothing that their provider does not need. */
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { presets } from '../../../src/extension/models/presets.ts';
import { vscode } from '../chat/vscode.ts';

vi.mock('vscode', () => vscode);
const { apiNames } = await import('../../../src/extension/chat/models.ts');
const { presetOf } = await import('../../../src/extension/models/preset-of.ts');
const { addressOfPreset } = await import('../../../src/extension/models/presets.ts');

interface Field {
  readonly type: string;
  readonly secret?: boolean;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
}
interface Vendor {
  readonly vendor: string;
  readonly displayName: string;
  readonly managementCommand?: string;
  readonly configuration?: {
    readonly properties: Readonly<Record<string, Field>>;
    readonly required?: readonly string[];
    readonly allOf?: readonly { readonly properties: Readonly<Record<string, Field>> }[];
  };
}
const { contributes } = JSON.parse(readFileSync('package.json', 'utf8'));
const words = JSON.parse(readFileSync('package.nls.json', 'utf8'));
const vendors: readonly Vendor[] = contributes.languageModelChatProviders;
const vendor = (name: string) => vendors.find((each) => each.vendor === name)!;

describe('the vendors of Manage Language Models', () => {
  it('are one for the settings, one for each preset, and one for any address', () => {
    expect(vendors.map((each) => each.vendor)).toEqual([
      'takumo',
      ...presets.map(({ id }) => `takumo-${id}`),
      'takumo-custom',
    ]);
    // A group's own menu does not fit the models of the settings: they have our command.
    expect(vendors.map((each) => each.managementCommand !== undefined)).toEqual(
      vendors.map((each) => each.vendor === 'takumo'),
    );
  });

  it.each(presets)('$label asks for what it needs', (preset) => {
    const { displayName, configuration } = vendor(`takumo-${preset.id}`);
    expect(words[displayName.slice(1, -1)]).toBe(`Takumo: ${preset.label}`);
    const { properties, required = [], allOf = [] } = configuration!;
    const asked = [
      ...(preset.fields ?? []).map(({ name }) => name),
      ...(preset.local === true ? ['baseUrl'] : []),
      ...(preset.keyPage === undefined ? [] : ['apiKey']),
      ...(preset.lists ? [] : ['models']),
    ];
    expect(Object.keys(properties)).toEqual(asked);
    expect(required).toEqual(asked.filter((name) => name !== 'baseUrl' && name !== 'models'));
    expect(properties.apiKey?.secret).toBe(preset.keyPage === undefined ? undefined : true);
    for (const { name, pattern } of preset.fields ?? [])
      expect(properties[name]?.pattern).toBe(`^(?:${pattern.source})$`);
    // Only a field that VS Code can't prompt for makes it open the file after "Add": so only where models must be named.
    expect(allOf[0]?.properties.models?.type).toBe(preset.lists ? 'array' : undefined);
  });

  it('offer every API, and keep the key in the secret storage', () => {
    const { properties, required } = vendor('takumo-custom').configuration!;
    expect(properties.api?.enum).toEqual([...apiNames]);
    expect(properties.api?.enumDescriptions).toHaveLength(apiNames.length);
    expect(properties.apiKey?.secret).toBe(true);
    expect(required).toEqual(['api', 'baseUrl']);
    expect(contributes.configuration.properties['takumo.models'].items.properties.api.enum).toEqual([...apiNames]);
  });
});

describe('an address', () => {
  it('is known as its preset', () => {
    for (const preset of presets) {
      const values = Object.fromEntries((preset.fields ?? []).map(({ name, example }) => [name, example]));
      expect(presetOf(addressOfPreset(preset, values))?.id).toBe(preset.id);
    }
    expect(presetOf('https://api.openai.com.example.org/v1')).toBeUndefined();
    expect(presetOf('https://a.b.openai.azure.com/openai/v1')).toBeUndefined();
  });
});
