/** Which preset an address belongs to, if any: its `{fields}` may hold anything that fits them. */
import { type Preset, presets } from './presets.ts';

export function presetOf(baseUrl: string): Preset | undefined {
  return presets.find((preset) => {
    let pattern = '';
    for (const [index, part] of preset.baseUrl.split(/\{(\w+)\}/).entries()) {
      const field = index % 2 === 1 ? preset.fields?.find(({ name }) => name === part) : undefined;
      pattern +=
        index % 2 === 0 ? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : `(?:${field?.pattern.source ?? '[^/]+'})`;
    }
    return new RegExp(`^${pattern}$`).test(baseUrl);
  });
}
