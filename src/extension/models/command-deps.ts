/** What the commands of the guarded models share. */
import type { Redacted } from '../../engine/model.ts';
import type { GuardedModel } from '../chat/models.ts';
import type { Log } from '../log.ts';
import type { GroupTarget } from './groups.ts';
import type { KeyPlaces } from './key-places.ts';
import type { FetchList } from './model-lists.ts';
import type { Models } from './models.ts';

export interface CommandDeps {
  readonly models: Models;
  readonly places: KeyPlaces;
  readonly fetchList: FetchList;
  /** The models of Manage Models' groups, as they were listed last. */
  groupModels(): readonly GroupTarget[];
  /** A person allowed what was refused: VS Code is to ask for the groups' models again. */
  refreshGroups(): void;
  readonly log: Log;
}

/** A model that a command works on: of the settings (then it has an id there), or of a group. */
export interface ChosenModel {
  readonly model: GuardedModel;
  readonly from: 'settings' | 'group';
  key(): Promise<Redacted<string> | undefined>;
}
