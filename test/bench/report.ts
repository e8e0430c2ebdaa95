/** Prints measurements as JSON lines, which `npm run bench` makes into a table. Milliseconds. */
import type { Bench } from 'tinybench';

export function report(name: string, samples: readonly number[]): void {
  const sorted = [...samples].sort((left, right) => left - right);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  console.log(JSON.stringify({ name, samples: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) }));
}

export function reportTasks(bench: Bench): void {
  for (const task of bench.tasks) {
    const samples = 'latency' in task.result ? task.result.latency.samples : undefined;
    report(task.name, samples ?? []);
  }
}
