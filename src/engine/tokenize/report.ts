/** What a session has kept back, in counts, and detections as the public API gives them: places and tokens, never a value. */
import { placesOf } from '../lines.ts';
import type { Detection } from '../model.ts';
import type { MaskOutcome } from './mask.ts';
import type { MaskedFinding, SessionReport, TokenizeResult } from './types.ts';

export class Reporter {
  private total = 0;
  private readonly categories: Record<string, number> = {};
  private readonly files: Record<string, number> = Object.create(null) as Record<string, number>;

  count(findings: readonly MaskedFinding[], path: string | undefined): void {
    this.total += findings.length;
    for (const { finding } of findings)
      this.categories[finding.category] = (this.categories[finding.category] ?? 0) + 1;
    if (path !== undefined) this.files[path] = (this.files[path] ?? 0) + findings.length;
  }

  report(uniqueTokens: number): SessionReport {
    return { totalDetections: this.total, byCategory: { ...this.categories }, byFile: { ...this.files }, uniqueTokens };
  }

  /** The answer of `tokenize`: lines and columns are 1-based, columns count UTF-16 code units. */
  detections(content: string, result: MaskOutcome): TokenizeResult {
    const detections: Detection[] = [];
    const placeOf = placesOf(content);
    for (const { finding, token } of [...result.findings].sort((a, b) => a.finding.start - b.finding.start)) {
      detections.push({
        type: finding.rule,
        category: finding.category,
        ...placeOf(finding.start),
        length: finding.end - finding.start,
        token: token ?? '',
      });
    }
    return { content: result.texts[0] ?? '', detections, tokenCount: result.placed };
  }
}
