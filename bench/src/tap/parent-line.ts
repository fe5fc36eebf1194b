import type { Order, Report } from './protocol.js';

/** How a side hears from the harness and answers. */
export interface Line {
  nextOrder(): Promise<Order>;
  report(report: Report): void;
}

/** The channel to the process that started this one. */
export function parentLine(): Line {
  const orders: Order[] = [];
  let wake: (() => void) | undefined;
  process.on('message', (order: Order) => {
    orders.push(order);
    wake?.();
  });
  // Without a harness nobody will ever say go.
  process.on('disconnect', () => process.exit(1));
  return {
    async nextOrder() {
      while (orders.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return orders.shift()!;
    },
    report: (report) => process.send!(report),
  };
}
