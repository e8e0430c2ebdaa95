/** The memory of reasoning: bounded, and no answer can spoil it for another. */
import { describe, expect, it } from 'vitest';
import { ReasoningMemory } from '../../../src/engine/guard/reasoning.ts';

describe('the memory of reasoning', () => {
  it('keeps its room when a model gives one id to several calls', () => {
    const memory = new ReasoningMemory();
    const hostile = memory.within('hostile');
    for (let answer = 0; answer < 40; answer++) {
      hostile.remember(['same', 'same', 'same'], [{ thinking: 'x'.repeat(1_000_000) }]);
    }
    const other = memory.within('other');
    other.remember(['a'], [{ thinking: 'one' }]);
    other.remember(['b'], [{ thinking: 'two' }]);
    expect(other.of('a')).toEqual([{ thinking: 'one' }]);
    expect(other.of('b')).toEqual([{ thinking: 'two' }]);
    expect(other.of('same')).toEqual([]);
  });
});
