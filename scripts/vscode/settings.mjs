/** The user's settings for a VS Code that talks to the demo model: the guarded model, chat without a sign-in, and quiet. */

/** `origin` is the demo model's. Settings of `extra` win. */
export function demoSettings(origin, extra = {}) {
  return {
    'chat.allowAnonymousAccess': true,
    'takumo.models': [
      {
        id: 'demo',
        name: 'Demo Model (guarded)',
        api: 'openai-chat',
        baseUrl: `${origin}/v1`,
        model: 'takumo-demo',
        maxInputTokens: 128_000,
        maxOutputTokens: 8000,
        imageInput: true,
        toolCalling: true,
        apiKeyEnv: 'TAKUMO_DEMO_KEY',
      },
    ],
    'workbench.startupEditor': 'none',
    'workbench.tips.enabled': false,
    'telemetry.telemetryLevel': 'off',
    'extensions.autoCheckUpdates': false,
    'extensions.ignoreRecommendations': true,
    'git.openRepositoryInParentFolders': 'never',
    'files.simpleDialog.enable': true,
    'editor.accessibilitySupport': 'off',
    ...extra,
  };
}

/** The key that the guarded model sends to the demo model. It opens nothing; it shows that a key is sent and never shown. */
export const demoKey = 'demo-key-that-opens-nothing';
