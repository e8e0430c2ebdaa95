/** Names a conversation by what stays the same in it: the client's own id, or else the person's first request. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Conversation, Message } from '../wire/conversation.ts';

const wrapped = /<(userRequest|prompt)>\n?([\s\S]*?)\n?<\/\1>/;

/** 32 hex digits. `hint` is the client's id of the conversation, where it has one. */
export function conversationKey(conversation: Conversation, hint: string | undefined): string {
  const basis = hint === undefined ? `said:${firstRequest(conversation)}` : `id:${hint}`;
  return bytesToHex(sha256(utf8ToBytes(basis))).slice(0, 32);
}

/** VS Code wraps the newest request in a tag and later sends it bare, so the words inside are what stays the same. */
function firstRequest({ messages }: Conversation): string {
  const answered = messages.findIndex((message) => message.role === 'assistant');
  const opening = (answered < 0 ? messages : messages.slice(0, answered))
    .filter((message) => message.role === 'user')
    .map(textOf);
  const tagged = opening.map((text) => wrapped.exec(text)?.[2]).find((text) => text !== undefined);
  return (tagged ?? opening.at(-1) ?? '').trim();
}

function textOf(message: Message): string {
  return message.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}
