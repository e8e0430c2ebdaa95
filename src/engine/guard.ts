/**
 * The guard: one request out, its answer in. Outbound walks every string of the request, masks all of them together and decides; what is
 * sent is exactly what was masked. Inbound restores only what stood in that very request, each block of the answer on its own.
 */
import { draftReceipt, type ReceiptDraft } from './audit/receipt.ts';
import type { Detector } from './detect/index.ts';
import { isTakumoError, TakumoError } from './errors.ts';
import { ArgumentMemory } from './guard/arguments.ts';
import type { GuardDependencies, GuardPolicies, RequestFinding } from './guard/dependencies.ts';
import { Inbound, type InboundRules } from './guard/inbound.ts';
import { planLeaves } from './guard/leaves.ts';
import { ReasoningMemory, type ScopedReasoning } from './guard/reasoning.ts';
import { type MaskedRequest, maskAndDecide, strictest } from './guard/verdict.ts';
import type { Posture, Surface } from './model.ts';
import type { BuildOptions, WireApi } from './wire/api.ts';
import type { Conversation } from './wire/conversation.ts';
import { type JsonObject, walk } from './wire/walk.ts';

export interface OutboundRequest {
  readonly api: WireApi;
  readonly conversation: Conversation;
  readonly options: Omit<BuildOptions, 'argumentsText' | 'reasoningItems' | 'cacheKey' | 'host'>;
  readonly policies: GuardPolicies;
  readonly posture: Posture;
  readonly zdr: boolean;
  readonly surface: Surface;
  readonly client: string;
  /** Names the conversation and says nothing of it: for the receipt, and for the provider's prompt cache. */
  readonly conversationId?: string;
  /** The upstream, for the receipt: its host. */
  readonly provider: string;
}

/** A request that may be sent, and the only way to read its answer. */
export interface Exchange {
  /** The request body, UTF-8 JSON, masked unless the guard is paused. */
  readonly body: Uint8Array;
  /** The same request as an object, for a model that is not reached over HTTP. */
  readonly request: JsonObject;
  /** False while paused: nothing was masked, nothing is restored. */
  readonly guarded: boolean;
  readonly findings: readonly RequestFinding[];
  /** A policy in `warn` matched, or something could not be scanned and is to be noticed. */
  readonly warn: boolean;
  readonly receipt: ReceiptDraft;
  /** The same request without remembered reasoning, where it has some: for a provider that refused it. It is forgotten then. */
  readonly withoutReasoning?: () => Exchange;
  /** Starts reading the answer; call it once. */
  inbound(): Inbound;
}

export interface BlockedRequest {
  readonly findings: readonly RequestFinding[];
  /** Why, when it is not for its findings: something unscannable, or an organization's refusal. */
  readonly error?: TakumoError;
  /** Nobody here may send it with tokens. */
  readonly locked: boolean;
  readonly receipt: ReceiptDraft;
  /** A person said to send it with tokens. Throws the error when it is locked. */
  approve(): Exchange;
}

export type OutboundResult =
  | { readonly verdict: 'send'; readonly exchange: Exchange }
  | { readonly verdict: 'blocked'; readonly blocked: BlockedRequest };

export interface Guard {
  outbound(request: OutboundRequest): OutboundResult;
}

declare const TextEncoder: new () => { encode(text: string): Uint8Array };

/** A guard over one session. It goes when the session goes: it remembers texts of tool calls. */
export function createGuard(deps: GuardDependencies): Guard {
  const memory: Memory = { arguments: new ArgumentMemory(), reasoning: new ReasoningMemory() };
  const detectors = new DetectorCache(deps.detector);
  return { outbound: (request) => outbound(deps, memory, detectors, request) };
}

interface Memory {
  readonly arguments: ArgumentMemory;
  readonly reasoning: ReasoningMemory;
}

function outbound(
  deps: GuardDependencies,
  memory: Memory,
  detectors: DetectorCache,
  request: OutboundRequest,
): OutboundResult {
  // The guard's own work, in stretches: what a person or a provider takes in between is not time that the guard adds.
  let since = deps.clock.monotonic();
  const rest = (): void => {
    receipt.guardMs += deps.clock.monotonic() - since;
  };
  const resume = (): void => {
    since = deps.clock.monotonic();
  };
  const { api, policies, posture, zdr, surface, client, provider, conversationId } = request;
  const { model } = request.options;
  const named = conversationId === undefined ? {} : { conversation: conversationId };
  const start = { surface, client, ...named, model, provider, posture, zdr };
  const receipt = draftReceipt(start, deps.clock, deps.random);
  const reasoning = memory.reasoning.within([api.id, provider, model, conversationId ?? ''].join('\0'));
  const send = (body: JsonObject, masked?: MaskedRequest, withoutReasoning?: () => Exchange): Exchange => {
    const bytes = new TextEncoder().encode(JSON.stringify(body));
    receipt.bytesOut = bytes.length;
    rest();
    const unscannable = receipt.unscannable.length === 0 ? 'allow' : (policies.settings?.unscannable?.value ?? 'warn');
    const rehydrate = policies.settings?.rehydrate?.value ?? { mode: 'all' };
    const rules: InboundRules = {
      session: deps.session,
      memory: memory.arguments,
      reasoning,
      zdr,
      rehydrate,
      clock: deps.clock,
      receipt,
      tools: new Set(request.conversation.tools.map(({ name }) => name)),
      restorable: masked?.restorable,
    };
    return {
      body: bytes,
      request: body,
      guarded: masked !== undefined,
      findings: masked?.findings ?? [],
      warn: receipt.enforcement === 'warn' || (posture === 'protect' && unscannable === 'warn'),
      receipt,
      ...(withoutReasoning === undefined ? {} : { withoutReasoning }),
      inbound: () => new Inbound(rules),
    };
  };
  const hold = (findings: readonly RequestFinding[], error: TakumoError | undefined, approve: () => Exchange) => {
    rest();
    const locked = error !== undefined || findings.some((finding) => finding.decision.locked);
    const blocked: BlockedRequest = {
      findings,
      ...(error === undefined ? {} : { error }),
      locked,
      receipt,
      approve() {
        if (locked) {
          throw error ?? new TakumoError('request-blocked', "The organization's policy does not allow sending this.");
        }
        resume();
        return approve();
      },
    };
    return { verdict: 'blocked', blocked } as const;
  };

  try {
    const refused = policies.refusal?.();
    if (refused !== undefined) {
      throw refused;
    }
    const echoed = new Set<string>();
    const build = (from: ScopedReasoning | undefined) => {
      const built = api.build(request.conversation, {
        ...request.options,
        host: provider,
        ...(conversationId === undefined ? {} : { cacheKey: conversationId }),
        argumentsText: (callId, input) => memory.arguments.textOf(callId, input),
        reasoningItems: (callId) => {
          const items = from?.of(callId) ?? [];
          if (items.length > 0) {
            echoed.add(callId);
          }
          return items;
        },
      });
      return { built, walked: walk(built.body, api.places) };
    };
    const first = build(reasoning);
    receipt.unscannable = [...new Set(first.walked.unscannable)];
    if (posture === 'paused') {
      return { verdict: 'send', exchange: send(first.built.body) };
    }
    const { unscannable } = policies.settings ?? {};
    const refuses = unscannable?.value === 'block' && (posture === 'protect' || unscannable.locked === true);
    if (refuses && receipt.unscannable.length > 0) {
      throw unscannableError(receipt.unscannable);
    }
    const options = { policies, detector: detectors.of(policies), surface, model };
    const mask = ({ built, walked }: typeof first) => {
      const plan = planLeaves(walked, built.hints);
      const masked = maskAndDecide(deps.session, plan.leaves, options);
      const texts = plan.join(masked.texts);
      const broken = walked.leaves.some((leaf, index) => leaf.kind === 'signed' && texts[index] !== leaf.text);
      return { masked, broken, body: () => walked.rebuild(texts) };
    };
    const maskWithout = () => {
      receipt.findings.push('reasoning-dropped');
      reasoning.forget(echoed);
      const again = mask(build(undefined));
      if (again.broken) {
        throw new TakumoError('request-invalid', 'Reasoning that holds a secret could not be left out.');
      }
      return again;
    };
    const whole = mask(first);
    // Signed reasoning can't be changed: with a secret in it, all of it stays here.
    const out = whole.broken ? maskWithout() : whole;
    const sendMasked = () =>
      send(
        out.body(),
        out.masked,
        whole.broken || echoed.size === 0
          ? undefined
          : () => {
              resume();
              const again = maskWithout();
              return send(again.body(), again.masked);
            },
      );
    const { masked } = out;
    note(receipt, masked, posture);
    if (receipt.enforcement !== 'block') {
      return { verdict: 'send', exchange: sendMasked() };
    }
    const blocking = masked.findings.filter((finding) => finding.decision.enforcement === 'block');
    return hold(blocking, undefined, sendMasked);
  } catch (error) {
    // Whatever went wrong, nothing was sent: a full vault, a value that could not be masked exactly, an organization's refusal.
    const known = isTakumoError(error)
      ? error
      : new TakumoError('request-invalid', 'This request could not be scanned, so it was not sent.');
    receipt.enforcement = 'block';
    return hold([], known, () => {
      throw known;
    });
  }
}

/** Writes into the receipt what was found and what the policies say of it. */
function note(receipt: ReceiptDraft, masked: MaskedRequest, posture: Posture): void {
  receipt.counted = masked.findings.map((finding) => ({
    rule: finding.rule,
    category: finding.category,
    ...(finding.file === undefined ? {} : { place: `${finding.file}:${finding.line}` }),
  }));
  receipt.policies = masked.policies;
  // Monitor is a person's switch: it opens nothing that an organization holds shut.
  const held = masked.findings.some(({ decision }) => decision.locked && decision.enforcement === 'block');
  const strict = posture === 'monitor' ? (held ? 'block' : 'monitor') : strictest(masked.findings);
  receipt.enforcement = masked.findings.length === 0 ? 'none' : strict;
}

function unscannableError(types: readonly string[]): TakumoError {
  return new TakumoError(
    'unscannable-blocked',
    `The policy allows no parts that can't be scanned: ${types.join(', ')}.`,
    {
      action: 'Remove them from the request.',
    },
  );
}

/** One detector with the policies' rules for each policy set, so that what was scanned with it stays known. */
class DetectorCache {
  private readonly made = new WeakMap<GuardPolicies, Detector>();
  private readonly base: Detector;

  constructor(base: Detector) {
    this.base = base;
  }

  of(policies: GuardPolicies): Detector {
    let detector = this.made.get(policies);
    if (detector === undefined) {
      detector = policies.patternDetector?.(this.base) ?? this.base;
      this.made.set(policies, detector);
    }
    return detector;
  }
}
