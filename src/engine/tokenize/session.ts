/**
 * One session: its vault, the values it looks for, what it remembers, and the operations over them. Every holder of values in it:
 *
 * - the vault's arena (vault.ts), zeroed;
 * - the patterns of known values (known-values.ts), zeroed, and the views that texts are searched in, zeroed;
 * - the texts of past leaves with where values stand in them (analysis.ts), dropped;
 * - restored answers and what they were (answer-memory.ts), dropped;
 * - streams that have not ended (rehydrate.ts), dropped.
 *
 * `destroy` zeroes or drops each. Strings that were handed out or are in use by the JavaScript engine are beyond its reach.
 */

import { isDistinctive } from '../detect/index.ts';
import { TakumoError } from '../errors.ts';
import { type KnownValue, Redacted } from '../model.ts';
import { contextFor } from '../rehydrate/contexts.ts';
import { jsonContext, layeredContext } from '../rehydrate/json.ts';
import { Rehydrator, type Restorer, rehydrateWhole } from '../rehydrate/rehydrate.ts';
import type { SinkContext } from '../rehydrate/sink.ts';
import { rehydrateEach, rememberStrings } from '../rehydrate/value.ts';
import { Analyzer } from './analysis.ts';
import { AnswerMemory } from './answer-memory.ts';
import { secretsOf } from './credential.ts';
import { createDigest, type Digest } from './digest.ts';
import { findKnown } from './find-known.ts';
import { KnownValues } from './known-values.ts';
import { type Masking, mask } from './mask.ts';
import { Reporter } from './report.ts';
import type { RehydrateOptions, Session, SessionOptions, TextStream, ValueSource } from './types.ts';
import { Vault } from './vault.ts';

export type * from './types.ts';

const defaultEntries = 10_000;
/** Unended streams that `destroy` reaches; a host has a handful. */
const mostStreams = 256;

/** `internals` is the seam for tests of collisions: no host passes it. */
export function createSession(options: SessionOptions, internals: { readonly digest?: Digest } = {}): Session {
  const digest = internals.digest ?? createDigest(options.random);
  const vault = new Vault(digest, options.maxEntries ?? defaultEntries);
  let values = new KnownValues();
  const memory = new AnswerMemory();
  const reporter = new Reporter();
  const streams = new Set<Rehydrator>();
  const learned = new Set<number>();
  const masked = new Set<number>();
  let destroyed = false;

  const masking = (): Masking => ({
    vault,
    values,
    analyzer,
    memory,
    detector: options.detector,
    masked,
    count: (findings, path) => reporter.count(findings, path),
  });
  const isLive = (token: string) => vault.byTokenText(token) >= 0;
  let analyzer = new Analyzer(values, isLive);

  const alive = (): void => {
    if (destroyed) {
      throw new TakumoError('vault-destroyed', 'This session has ended and its secrets are gone.', {
        action: 'Start a new session.',
      });
    }
  };
  const restorer = (remember: Restorer['remember']): Restorer => ({
    categoryOf: (token) => {
      alive();
      const entry = vault.byTokenText(token);
      return entry < 0 ? undefined : vault.entry(entry).category;
    },
    valueOf: (token) => vault.valueOf(vault.byTokenText(token)),
    remember,
  });
  const plainMemory: Restorer['remember'] = (restored, original) => memory.remember(restored, original);
  const jsonMemory: Restorer['remember'] = (restored, original) => {
    memory.remember(restored, original);
    if (restored !== original) rememberStrings(restored, original, plainMemory);
  };

  const open = (
    given: RehydrateOptions | undefined,
    context: SinkContext,
    remember: Restorer['remember'],
  ): TextStream => {
    alive();
    const stream = new Rehydrator(restorer(remember), given ?? {}, context);
    streams.add(stream);
    if (streams.size > mostStreams) streams.delete(streams.values().next().value!);
    return {
      push: (chunk) => {
        alive();
        return stream.push(chunk);
      },
      flush: () => {
        alive();
        streams.delete(stream);
        return stream.flush();
      },
      get rehydratedCount() {
        return stream.rehydratedCount;
      },
      get tokens() {
        return stream.tokens;
      },
      get warnings() {
        return stream.warnings;
      },
    };
  };
  const rehydrator = (given?: RehydrateOptions) => open(given, contextFor(given), plainMemory);
  const jsonRehydrator = (given?: RehydrateOptions) =>
    open(
      given,
      jsonContext(() => contextFor(given)),
      jsonMemory,
    );

  return {
    tokenize(content, filename, options) {
      alive();
      const result = mask(masking(), {
        ...options,
        leaves: [{ text: content, ...(filename === undefined ? {} : { path: filename }) }],
      });
      return reporter.detections(content, result);
    },
    mask(request) {
      alive();
      return mask(masking(), request);
    },
    rehydrate: (content, given) => rehydrateWhole(rehydrator(given), content),
    rehydrator,
    rehydrateJson: (jsonText, given) => rehydrateWhole(jsonRehydrator(given), jsonText),
    jsonRehydrator,
    rehydrateValue(value, given) {
      alive();
      return rehydrateEach(value, (text) =>
        rehydrateWhole(
          open(
            given,
            layeredContext(() => contextFor(given)),
            plainMemory,
          ),
          text,
        ),
      );
    },
    remember(restored, original) {
      alive();
      memory.remember(restored, original);
    },
    learn(known) {
      alive();
      for (const value of known) {
        if (!isDistinctive(value.value)) continue;
        const source = sourceOf(value);
        const about = { category: value.category, type: value.rule, title: value.title, kind: 'secret' as const };
        for (const secret of secretsOf(value.value)) {
          const entry = vault.assign(secret, source === undefined ? about : { ...about, source });
          if (source !== undefined) vault.setSource(entry, source);
          learned.add(entry);
          values.add(entry, secret);
        }
      }
    },
    forget(known) {
      alive();
      for (const { value } of known) for (const secret of secretsOf(value)) learned.delete(vault.find(secret));
      // What a detector found stays known: forgetting is for values whose file no longer has them.
      const kept = [...new Set([...learned, ...masked])].filter((entry) => values.has(entry));
      values.destroy();
      values = new KnownValues();
      analyzer = new Analyzer(values, isLive);
      for (const entry of kept) values.add(entry, vault.valueOf(entry));
    },
    known(text) {
      alive();
      return findKnown(text, values, vault);
    },
    describe(token) {
      alive();
      const entry = vault.byTokenText(token);
      return entry < 0 ? undefined : vault.describe(entry);
    },
    reveal(token) {
      alive();
      const entry = vault.byTokenText(token);
      return entry < 0 ? undefined : new Redacted(vault.valueOf(entry));
    },
    report() {
      alive();
      return reporter.report(vault.usedCount);
    },
    tokens() {
      alive();
      return vault.list();
    },
    destroy() {
      if (destroyed) return;
      destroyed = true;
      vault.destroy();
      values.destroy();
      analyzer.clear();
      memory.clear();
      for (const stream of streams) stream.drop();
      streams.clear();
      learned.clear();
      masked.clear();
    },
  };
}

function sourceOf(value: KnownValue): ValueSource | undefined {
  return value.path === undefined
    ? undefined
    : { path: value.path, ...(value.line === undefined ? {} : { line: value.line }) };
}
