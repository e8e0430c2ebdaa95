/** Policies in this window: followed, shown, connected to a server and disconnected from it. */
import * as vscode from 'vscode';
import type { PolicyState } from '../../engine/policy/index.ts';
import { localized } from '../localize.ts';
import type { Shell } from '../shell.ts';
import { DisposableStore } from '../store.ts';
import { registerConnect } from './connect.ts';

const scheme = 'takumo-policies';

export function startPolicies(shell: Shell): vscode.Disposable {
  const { policies, organization, state, log } = shell;
  const store = new DisposableStore();
  policies.start();
  store.add(
    organization.onDidChangePolicies(() => {
      policies.refresh().catch((error: unknown) => log.error('policies could not be refreshed', error));
    }),
  );
  store.add(
    policies.onDidChange((set) => {
      state.setOrganization(
        set.organization === undefined ? undefined : { by: set.organization, ...holdable(set.settings) },
      );
      log.info('policies in force', { revision: set.revision });
    }),
  );
  store.add(
    organization.onDidChange(() => {
      void vscode.commands.executeCommand('setContext', 'takumo.connected', organization.name !== undefined);
    }),
  );
  store.add(registerConnect(organization, shell.sync));
  store.add(registerShowPolicies(shell));
  return store;
}

function holdable(settings: NonNullable<Shell['policies']['current']>['settings']): {
  zdr?: NonNullable<typeof settings.zdr>;
  posture?: NonNullable<typeof settings.posture>;
  pause?: NonNullable<typeof settings.pause>;
} {
  const { zdr, posture, pause } = settings;
  return {
    ...(zdr === undefined ? {} : { zdr }),
    ...(posture === undefined ? {} : { posture }),
    ...(pause === undefined ? {} : { pause }),
  };
}

/** `Takumo: Show Policies in Force`: a read-only document, kept up to date while it is open. */
function registerShowPolicies(shell: Shell): vscode.Disposable {
  const store = new DisposableStore();
  const changed = store.add(new vscode.EventEmitter<vscode.Uri>());
  const address = vscode.Uri.from({ scheme, path: '/Takumo Policies.md' });
  store.add(
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: () => describe(shell),
    }),
  );
  store.add(shell.policies.onDidChange(() => changed.fire(address)));
  store.add(shell.organization.onDidChange(() => changed.fire(address)));
  store.add(
    vscode.commands.registerCommand('takumo.showPolicies', async () => {
      changed.fire(address);
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(address), { preview: true });
    }),
  );
  return store;
}

async function describe({ policies, organization }: Shell): Promise<string> {
  const { t } = vscode.l10n;
  const set = await policies.get();
  const lines = [`# ${t('Policies in force')}`, ''];
  const refusal = set.refusal();
  if (refusal !== undefined) lines.push(`**${localized(refusal.message)}**`, '');
  for (const error of policies.errors) {
    const { file, line, column, field } = error.details.position ?? {};
    const place = [file, line, column].filter((part) => part !== undefined).join(':') || field || '';
    lines.push(`- ${place === '' ? '' : `\`${place}\` `}${error.message}`);
  }
  if (policies.errors.length > 0) lines.push('');
  const status = organization.status;
  if (organization.name !== undefined) {
    const synced = status?.lastSync === undefined ? '-' : new Date(status.lastSync).toLocaleString(vscode.env.language);
    lines.push(
      t(
        'Organization: {0} · revision {1} · {2} · last confirmed {3}',
        organization.name,
        set.revision,
        status?.state ?? '-',
        synced,
      ),
      '',
    );
  }
  const states = set.describe();
  lines.push(...states.filter((each) => each.inForce).map(item));
  lines.push('', t('To change what a built-in policy does, use the setting takumo.policies.modes.'));
  const idle = states.filter((each) => !each.inForce);
  if (idle.length > 0) {
    lines.push('', `## ${t('Not in force')}`, '');
    lines.push(...idle.map((each) => `- \`${each.name}\` (${each.source}): ${each.notes.map(localized).join(' ')}`));
  }
  return `${lines.join('\n')}\n`;
}

/** A list, not a table: the document is read as it is. */
function item(state: PolicyState): string {
  const { t } = vscode.l10n;
  const does = [state.enforcement, state.transform, state.locked ? t('locked') : ''].filter(Boolean).join(', ');
  const from = state.origin ?? state.source;
  const about = [`**${does}**`, plain(from), plain(localized(state.description))].filter((part) => part !== '');
  return `- \`${plain(state.name)}\`: ${about.join(' · ')}`;
}

/** A workspace's policy file is written by strangers: its words can't break out of their line. */
function plain(text: string): string {
  return text.replace(/[\r\n|`]+/g, ' ');
}
