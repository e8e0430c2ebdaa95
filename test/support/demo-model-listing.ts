/** The demo model's lists of models, in the form of each API. */
type Fields = Record<string, unknown>;

/** The answer to a request for a list, or for one model's description (Ollama's `show`); nothing for any other request. */
export function listingOf(
  method: string,
  path: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  models: readonly string[],
): Fields | undefined {
  if (method === 'POST' && path === '/api/show') {
    return {
      capabilities: ['completion', 'tools', 'vision', 'thinking'],
      model_info: { 'general.architecture': 'demo', 'demo.context_length': 131_072 },
    };
  }
  if (method !== 'GET') return undefined;
  if (path === '/api/tags') {
    return { models: models.map((model) => ({ name: model, model, details: { family: 'demo', families: ['demo'] } })) };
  }
  if (path === '/v1beta/models') {
    return {
      models: models.map((model) => ({
        name: `models/${model}`,
        displayName: `Demo ${model}`,
        inputTokenLimit: 1_048_576,
        outputTokenLimit: 65_536,
        supportedGenerationMethods: ['generateContent', 'countTokens'],
        thinking: true,
      })),
    };
  }
  if (!path.endsWith('/models')) return undefined;
  if (headers['anthropic-version'] !== undefined) {
    const data = models.map((id) => ({
      type: 'model',
      id,
      display_name: `Demo ${id}`,
      created_at: '2026-01-01T00:00:00Z',
    }));
    return { data, has_more: false, first_id: models[0] ?? null, last_id: models.at(-1) ?? null };
  }
  return {
    object: 'list',
    data: models.map((id) => ({ id, object: 'model', created: 1_700_000_000, owned_by: 'takumo-demo' })),
  };
}
