/** Texts that are the same in another language: names, and words which that language has too. Whatever else is equal to English was forgotten. */

/** Names of products, formats and models; they stay in every language. */
const names =
  /^(?:(?:Takumo(?: Guard)?|ZDR|JSON(?: Web Tokens?)?|OpenAI|Anthropic|Google|Gemini|Ollama|LM Studio|Responses|Messages|OK|OpenRouter|Groq|Mistral|DeepSeek|xAI|Azure OpenAI|AWS|Amazon Bedrock|Bedrock|GitHub|Copilot|SPDX|CWE|API)[ .,:/·()-]*)+$/;

const words = {
  de: [
    'Text',
    'Information',
    'Server',
    'Tools',
    'Region',
    '`jwt.decode(token, key, algorithms=["HS256"])`; in JavaScript `jwt.verify`.',
    'Agent',
    'Chat',
    'Editor',
    'Gateway',
    'Median',
    'Takumo: Monitor',
    'Terminal',
    'Monitor',
    'Details',
    'Name',
    'Token',
    'Tokens',
  ],
  es: [
    'Use {0}.',
    'Chat',
    'Editor',
    'Error',
    'Monitor',
    'No',
    'Takumo: Monitor',
    'Terminal',
    '{0}, tokens: {1}',
    'Tokens: {0}',
  ],
  fr: [
    'Information',
    'images',
    'message {0}',
    'Agent',
    'Protection',
    'Terminal',
    'Message',
    'Messages',
    'Type',
    'Date',
    'Code',
    'Source',
    'Sources',
    'Action',
    'Notes',
    'Session',
    'Sessions',
    'Conversation',
    'Conversations',
    'Total',
  ],
  ja: [],
  'zh-cn': [],
};

export function staysEnglish(text, locale) {
  const said = text.replace(/`[^`]*`|\{\d\}|\bms\b/g, '').replace(/^[\s,.()]+|[\s,.()]+$/g, '');
  return !/[A-Za-z]{2}/.test(said) || names.test(said) || words[locale].includes(text);
}
