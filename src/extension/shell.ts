/** The parts that features share, made without reading a file or loading a bundle. Everything is owned by the store. */
import * as vscode from 'vscode';
import type { Detector } from '../engine/detect/index.ts';
import type { Session } from '../engine/index.ts';
import { systemClock, systemRandom } from '../platform/clock.ts';
import { createLocalStore } from '../platform/local-store.ts';
import { Targets } from './chat/targets.ts';
import { loadEngine } from './engine.ts';
import { alwaysStore, machineKey } from './hold/fingerprints.ts';
import { type AlwaysStore, Holds } from './hold/holds.ts';
import type { Log } from './log.ts';
import { Models } from './models/models.ts';
import { Organization } from './policy/organization.ts';
import { Policies } from './policy/policies.ts';
import { syncDoor } from './policy/sync.ts';
import type { SyncDoor } from './policy/sync-door.ts';
import { Receipts } from './receipts/receipts.ts';
import { AnswerFindings } from './sentinel/answer-findings.ts';
import { SentinelHost } from './sentinel/sentinel-host.ts';
import { WindowSession } from './session/window-session.ts';
import { settings } from './settings.ts';
import { GuardState } from './state/state.ts';
import type { DisposableStore } from './store.ts';

export interface Shell {
  readonly context: vscode.ExtensionContext;
  readonly log: Log;
  readonly state: GuardState;
  readonly session: WindowSession<Session>;
  readonly holds: Holds;
  readonly always: AlwaysStore;
  readonly policies: Policies;
  readonly organization: Organization;
  readonly sync: SyncDoor;
  readonly receipts: Receipts;
  readonly models: Models;
  /** The sources of the guarded models: add one to offer more. */
  readonly targets: Targets;
  readonly sentinel: SentinelHost;
  readonly answers: AnswerFindings;
  /** The detector for the policies in force. */
  detector(): Promise<Detector>;
  /** The key of this machine's fingerprints. */
  machineKey(): Promise<Buffer>;
}

export function createShell(context: vscode.ExtensionContext, log: Log, store: DisposableStore): Shell {
  const { secrets, globalState, workspaceState, extensionUri, globalStorageUri } = context;
  const now = (): number => systemClock.now();
  const state = store.add(new GuardState({ workspace: workspaceState, global: globalState, now }));
  const organization = store.add(new Organization({ secrets, folder: globalStorageUri.fsPath, log, sync: syncDoor }));
  const policies = store.add(new Policies(log, () => organization.policies()));
  const detector = createDetectors(policies);
  const session = store.add(
    new WindowSession(async () => {
      const { createSession } = await loadEngine();
      return createSession({ detector: await detector(), random: systemRandom, clock: systemClock });
    }),
  );
  const always = alwaysStore(workspaceState);
  let key: Promise<Buffer> | undefined;
  return {
    context,
    log,
    state,
    session,
    always,
    policies,
    organization,
    sync: syncDoor,
    detector,
    holds: store.add(new Holds(always, now)),
    models: store.add(new Models(secrets)),
    targets: store.add(new Targets()),
    sentinel: new SentinelHost(extensionUri, detector),
    answers: store.add(new AnswerFindings(() => state.posture === 'protect')),
    receipts: store.add(
      new Receipts({
        open: async () =>
          createLocalStore({
            folder: vscode.Uri.joinPath(globalStorageUri, 'receipts').fsPath,
            key: await machineKey(secrets, 'takumo.receiptKey'),
            now,
          }),
        keepDays: settings.keepDays,
        now,
        failed: (error) => log.error('receipts could not be stored', error),
      }),
    ),
    machineKey: () => {
      key ??= machineKey(secrets, 'takumo.fingerprintKey');
      return key;
    },
  };
}

/** One detector with personal data and one without, each made when a policy set first asks for it. */
function createDetectors(policies: Policies): () => Promise<Detector> {
  const made = new Map<boolean, Detector>();
  return async () => {
    const [{ createDetector }, { pii }] = await Promise.all([loadEngine(), policies.get()]);
    let detector = made.get(pii);
    if (detector === undefined) {
      detector = createDetector({ pii });
      made.set(pii, detector);
    }
    return detector;
  };
}
