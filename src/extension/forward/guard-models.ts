/**
 * `Guard Copilot's Models (Beta)…` and its undo. What is lost and what it costs is said before anything is changed; only a person's yes
 * writes the setting.
 */
import * as vscode from 'vscode';
import { isOurs, readVendors, vendorName, writeVendors } from './vendors.ts';

interface Offered {
  readonly vendor: string;
  readonly models: readonly string[];
}

/** Offers the vendors that have models in this window. True when the setting was changed. */
export async function guardModels(): Promise<boolean> {
  const { t } = vscode.l10n;
  const offered = await findVendors();
  const chosen = readVendors();
  if (offered.length === 0) {
    void vscode.window.showInformationMessage(
      t(
        'No other extension offers a model in this window. Sign in to GitHub Copilot first: its models can be guarded as soon as the chat lists them.',
      ),
    );
    return false;
  }
  const picked = await vscode.window.showQuickPick(
    offered.map(({ vendor, models }) => ({
      label: vendorName(vendor),
      description:
        models.length > 3 ? t('{0} and {1} more', models.slice(0, 3).join(', '), models.length - 3) : models.join(', '),
      picked: chosen.includes(vendor) || offered.length === 1,
      vendor,
    })),
    {
      title: t('Guard the models of other extensions (beta)'),
      placeHolder: offered.some(({ vendor }) => vendor === 'copilot')
        ? t('Each of their models gets a guarded twin in the model list.')
        : t('GitHub Copilot offers no model in this window: sign in to it first. These extensions do:'),
      canPickMany: true,
      ignoreFocusOut: true,
    },
  );
  if (picked === undefined || picked.length === 0) return false;
  const added = picked.filter(({ vendor }) => !chosen.includes(vendor));
  if (added.length > 0 && !(await consent(added.map(({ label }) => label).join(', ')))) return false;
  // Who is not in this window now (signed out, not installed) stays chosen.
  const absent = chosen.filter((vendor) => !offered.some((each) => each.vendor === vendor));
  await writeVendors([...absent, ...picked.map(({ vendor }) => vendor)]);
  vscode.window.setStatusBarMessage(t('Pick a model that ends with "(guarded)" in the chat\'s model list.'), 6000);
  return true;
}

/** Takes the twins away again. */
export async function unguardModels(): Promise<boolean> {
  const { t } = vscode.l10n;
  if (readVendors().length === 0) {
    void vscode.window.showInformationMessage(t('No models of other extensions are guarded.'));
    return false;
  }
  await writeVendors([]);
  vscode.window.setStatusBarMessage(t('The guarded twins are gone from the model list.'), 4000);
  return true;
}

async function findVendors(): Promise<readonly Offered[]> {
  const models = (await vscode.lm.selectChatModels({})).filter(({ vendor }) => !isOurs(vendor));
  const vendors = [...new Set(models.map(({ vendor }) => vendor))];
  const first = (vendor: string) => (vendor === 'copilot' ? 0 : 1);
  return vendors
    .sort((a, b) => first(a) - first(b) || (a < b ? -1 : 1))
    .map((vendor) => ({
      vendor,
      models: models.filter((model) => model.vendor === vendor).map(({ name }) => name),
    }));
}

async function consent(owners: string): Promise<boolean> {
  const { t } = vscode.l10n;
  const action = t('Guard Them');
  const points = [
    t('Only the twins that end with "(guarded)" are guarded. The models themselves stay in the list, unguarded.'),
    t('Requests use your account and your credits of {0}, as before.', owners),
    t(
      "What they do for their own models only is lost: system messages are sent as the user's, and pictures they draw and state that they keep between requests are not passed on.",
    ),
    t('VS Code asks once whether Takumo may use their models.'),
    t('This is a beta: a change in those extensions can break it. "Takumo: Stop Guarding Other Models" takes it back.'),
  ];
  const answer = await vscode.window.showWarningMessage(
    t('Guard the models of {0}?', owners),
    { modal: true, detail: points.map((point) => `• ${point}`).join('\n') },
    action,
  );
  return answer === action;
}
