/**
 * Estimates tokens without a tokenizer table: no provider's table fits every model behind `takumo.models`. It errs on the high side for
 * prose and code, so that a context that fits by this count fits the model. Placeholders have about the length of what they stand for.
 */
import type * as vscode from 'vscode';
import { readParts } from './lm-parts.ts';

const charactersPerToken = 3.6;
const imageTokens = 800;
const messageTokens = 4;

/** Tokens of a text or a message, rounded up. */
export function estimateTokens(input: string | vscode.LanguageModelChatRequestMessage): number {
  if (typeof input === 'string') {
    return textTokens(input);
  }
  return messageTokens + partTokens(readParts(input.content));
}

function partTokens(parts: ReturnType<typeof readParts>): number {
  let sum = 0;
  for (const part of parts) {
    switch (part.kind) {
      case 'text':
        sum += textTokens(part.text);
        break;
      case 'data':
        sum += imageTokens;
        break;
      case 'tool-call':
        sum += textTokens(part.name) + textTokens(JSON.stringify(part.input) ?? '');
        break;
      case 'tool-result':
        sum += partTokens(part.parts);
        break;
    }
  }
  return sum;
}

function textTokens(text: string): number {
  let wide = 0;
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) >= 0x2e80) {
      wide++;
    }
  }
  return Math.ceil((text.length - wide) / charactersPerToken + wide);
}
