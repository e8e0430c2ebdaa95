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
  const listed = offered.some(({ vendor }) => vendor === 'copilot')
    ? offered
    : [...offered, { vendor: 'copilot', models: [] }];
  const picked = await vscode.window.showQuickPick(
    listed.map(({ vendor, models }) => ({
      label: vendorName(vendor),
      description: describe(models),
      picked: chosen.includes(vendor) || (offered.length === 1 && models.length > 0),
      vendor,
    })),
    {
      title: t('Guard the models of other extensions (beta)'),
      placeHolder: t('Each of their models gets a guarded twin in the model list.'),
      canPickMany: true,
      ignoreFocusOut: true,
    },
  );
  if (picked === undefined || picked.length === 0) return false;
  const added = picked.filter(({ vendor }) => !chosen.includes(vendor));
  if (added.length > 0 && !(await consent(added.map(({ label }) => label).join(', ')))) return false;
  // Who is not in this window now (signed out, not installed) stays chosen.
  const absent = chosen.filter((vendor) => !listed.some((each) => each.vendor === vendor));
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

function describe(models: readonly string[]): string {
  const { t } = vscode.l10n;
  if (models.length === 0) return t('No model in this window yet: sign in to it first.');
  return models.length > 3
    ? t('{0} and {1} more', models.slice(0, 3).join(', '), models.length - 3)
    : models.join(', ');
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

/** Every point is a row of its own: read one by one, by a screen reader too. Choosing a point is no answer. */
async function consent(owners: string): Promise<boolean> {
  const { t } = vscode.l10n;
  const points = [
    t('Only models that end with "(guarded)" are guarded. The others stay listed, unguarded.'),
    t('Requests use your account and your credits of {0}.', owners),
    t("System messages go as the user's. Pictures that a model draws are not passed on."),
    t('VS Code asks once whether Takumo may use these models: choose Allow.'),
    t('Beta: a change in those extensions can break it.'),
    t('"Takumo: Stop Guarding Other Models" takes it back.'),
  ];
  for (;;) {
    const chosen = await vscode.window.showQuickPick(
      [
        // The points come first: Enter right after the list opens must not be a yes.
        { label: t('What that means'), kind: vscode.QuickPickItemKind.Separator, answer: undefined },
        ...points.map((point) => ({ label: `$(info) ${point}`, answer: undefined })),
        { label: t('What to do?'), kind: vscode.QuickPickItemKind.Separator, answer: undefined },
        { label: t('Guard Them'), answer: true },
        { label: t('Cancel'), answer: false },
      ],
      { title: t('Guard the models of {0}?', owners), ignoreFocusOut: true },
    );
    if (chosen === undefined || chosen.answer !== undefined) return chosen?.answer === true;
  }
}
