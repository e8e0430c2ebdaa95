/**
 * The policies in force in this window: built-ins, the user's modes, the workspace's policy files (which may only tighten) and the
 * organization's bundle. A source that can't be read leaves the others in force and says what is wrong.
 */
import * as vscode from 'vscode';
import type { TakumoError } from '../../engine/errors.ts';
import type { PolicyBundle, PolicySet, PolicySourceInput, RevisionFloor } from '../../engine/policy/index.ts';
import { systemClock } from '../../platform/clock.ts';
import { loadEngine, loadPolicy } from '../engine.ts';
import type { Log } from '../log.ts';
import { type Disposable, DisposableStore, Listeners } from '../store.ts';

const workspacePolicyFile = 'takumo.policy.json';
const maxBytes = 512 * 1024;

/** What the connection to a policy server gives. */
export interface OrganizationPolicies {
  readonly bundle: PolicyBundle | undefined;
  readonly floor: RevisionFloor | undefined;
}

export class Policies implements Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = new Listeners<PolicySet>();
  readonly #log: Log;
  /** Resolves when the stored bundle has been read: no request is decided without it. */
  readonly #organization: () => Promise<OrganizationPolicies>;
  #building: Promise<PolicySet> | undefined;
  #current: PolicySet | undefined;
  #revision = 0;
  #errors: readonly TakumoError[] = [];

  constructor(log: Log, organization: () => Promise<OrganizationPolicies>) {
    this.#log = log;
    this.#organization = organization;
  }

  readonly onDidChange = this.#changed.on;

  /** What is wrong with the sources: messages with their place, safe to show. */
  get errors(): readonly TakumoError[] {
    return this.#errors;
  }

  /** The set in force if it has been built: for the status bar. */
  get current(): PolicySet | undefined {
    return this.#current;
  }

  get(): Promise<PolicySet> {
    this.#building ??= this.#build();
    return this.#building;
  }

  /** Something changed: the next request, and everybody who listens, gets a new set. */
  async refresh(): Promise<void> {
    const building = this.#build();
    this.#building = building;
    try {
      await building;
    } catch (error) {
      this.#log.error('policies could not be built', error);
      // A request tries again, and is refused while it fails.
      if (this.#building === building) this.#building = undefined;
    }
  }

  /** Follows the settings and the workspace's policy files. */
  start(): Disposable {
    const refresh = (): void => void this.refresh();
    const watcher = this.#store.add(vscode.workspace.createFileSystemWatcher(`**/${workspacePolicyFile}`));
    this.#store.add(watcher.onDidChange(refresh));
    this.#store.add(watcher.onDidCreate(refresh));
    this.#store.add(watcher.onDidDelete(refresh));
    this.#store.add(vscode.workspace.onDidChangeWorkspaceFolders(refresh));
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('takumo.policies') || event.affectsConfiguration('takumo.restore')) refresh();
      }),
    );
    return this;
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #build(): Promise<PolicySet> {
    this.#revision += 1;
    const revision = this.#revision;
    const { set, errors } = await this.#read();
    // A later change is already being read: its result counts, not this one's.
    if (revision === this.#revision) {
      this.#current = set;
      this.#errors = errors;
      this.#changed.fire(set);
    }
    return set;
  }

  async #read(): Promise<{ set: PolicySet; errors: readonly TakumoError[] }> {
    const [policy, engine, organization] = await Promise.all([loadPolicy(), loadEngine(), this.#organization()]);
    const errors: TakumoError[] = [];
    const read = policy.readModes(userValue('policies.modes'));
    errors.push(...read.errors);
    const restore = policy.readRestore(userRestore());
    errors.push(...restore.errors);
    const sources: PolicySourceInput[] = [];
    const rules = policy.readPolicies(JSON.stringify(userValue('policies.rules') ?? []), 'takumo.policies.rules');
    errors.push(...rules.errors);
    sources.push({ source: 'user', policies: rules.policies, origin: 'takumo.policies.rules' });
    for (const file of await workspaceFiles()) {
      const parsed = policy.readPolicies(file.text, file.path);
      errors.push(...parsed.errors);
      // What is right in a file with mistakes holds: a workspace's file can only tighten.
      sources.push({ source: 'workspace', policies: parsed.policies, origin: file.path });
    }
    const set = policy.createPolicySet({
      sources,
      clock: systemClock,
      modes: read.modes,
      rules: engine.listRules(),
      ...(restore.restore === undefined ? {} : { restore: restore.restore }),
      ...(organization.bundle === undefined ? {} : { bundle: organization.bundle }),
      ...(organization.floor === undefined ? {} : { floor: organization.floor }),
    });
    return { set, errors };
  }
}

/** The user's own value only: a workspace can't loosen what is enforced. */
function userValue(name: string): unknown {
  return vscode.workspace.getConfiguration('takumo').inspect<unknown>(name)?.globalValue;
}

function userRestore(): unknown {
  const fields = ['mode', 'neverCategories', 'shell', 'network'] as const;
  return Object.fromEntries(fields.map((field) => [field, userValue(`restore.${field}`)]));
}

async function workspaceFiles(): Promise<readonly { path: string; text: string }[]> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const files = await Promise.all(
    folders.map(async (folder) => {
      const uri = vscode.Uri.joinPath(folder.uri, workspacePolicyFile);
      try {
        const { size } = await vscode.workspace.fs.stat(uri);
        if (size > maxBytes) return [];
        const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
        return [{ path: vscode.workspace.asRelativePath(uri), text }];
      } catch {
        // No such file: the usual case.
        return [];
      }
    }),
  );
  return files.flat();
}
