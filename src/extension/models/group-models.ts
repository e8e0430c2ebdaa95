/** The guarded models of one group: those of its provider's list, with a stranger's words made plain, and those that the group names. */
import type { ListedModel } from '../../engine/wire/api.ts';
import type { GuardedModel } from '../chat/models.ts';
import { type Group, groupModel } from './group.ts';
import { isPlainId, plainName } from './plain-name.ts';

/** More would only make the picker slow. */
const most = 1000;

/** Each id once. What the group says about a model goes before what the list says. */
export function groupModels(group: Group, listed: readonly ListedModel[]): readonly GuardedModel[] {
  const models = new Map(group.named.map((model) => [model.id, model]));
  for (const one of listed) {
    if (models.size >= most) break;
    if (models.has(one.id) || !isPlainId(one.id)) continue;
    const model = listedModel(group, one);
    if (model !== undefined) models.set(model.id, model);
  }
  return [...models.values()];
}

/** A listed model as it is offered; sizes that make no sense are left to the defaults. Nothing for what can't be one. */
export function listedModel(
  place: Pick<Group, 'api' | 'baseUrl' | 'preset'>,
  listed: ListedModel,
): GuardedModel | undefined {
  const { id, name, maxInputTokens, maxOutputTokens, imageInput, toolCalling } = listed;
  const shown = plainName(name ?? id);
  const more = {
    ...(shown === '' ? {} : { name: shown }),
    ...(isCount(maxInputTokens) ? { maxInputTokens } : {}),
    ...(isCount(maxOutputTokens) ? { maxOutputTokens } : {}),
    ...(typeof imageInput === 'boolean' ? { imageInput } : {}),
    ...(typeof toolCalling === 'boolean' ? { toolCalling } : {}),
  };
  const read = groupModel(id, more, { api: place.api, baseUrl: place.baseUrl }, place.preset);
  return 'problems' in read ? undefined : read;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0 && (value as number) <= 100_000_000;
}
