import { Counter, Gauge, type Registry } from 'prom-client';
import type { KeeperStatus } from './keep.ts';

/** Shows in /metrics whether the audit is being sealed and anchored. */
export function registerAuditMetrics(registry: Registry, status: () => KeeperStatus): void {
  const gauge = (name: string, help: string, value: (status: KeeperStatus) => number): void => {
    registry.registerMetric(new Gauge({ name, help, registers: [], collect() { this.set(value(status())); } }));
  };
  gauge('audit_last_pass_timestamp_seconds', 'When all practices’ audits were last gone through without a fault', ({ lastPass }) => lastPass);
  gauge('audit_unanchored_seconds', 'Age of the oldest head of an audit that is not anchored; above 60 something is wrong', ({ unanchoredSeconds }) => unanchoredSeconds);
  gauge('audit_unsettled_seconds', 'Age of the oldest audit row that a long transaction keeps from being sealed', ({ unsettledSeconds }) => unsettledSeconds);
  registry.registerMetric(new Counter({
    name: 'audit_failures_total', help: 'Attempts to seal or anchor the audit that failed', labelNames: ['part'], registers: [],
    collect() {
      this.reset();
      for (const [part, count] of Object.entries(status().failures)) this.inc({ part }, count);
    },
  }));
}
