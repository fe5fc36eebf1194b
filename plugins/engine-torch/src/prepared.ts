import type { HostTensor, HostTensors } from '@infomin/plugin';
import type { Worker } from './worker.js';

/** Batches that a worker holds at most ahead of their runs; the inputs of others are sent with the run. */
const most = 16;

let latest = 0;

export interface Sending {
  readonly id: number;
  readonly worker: Worker;
  readonly inputs: HostTensors;
}

/** Inputs that were sent ahead of the run that reads them, known by the tensors that the run is given. */
export class Prepared {
  private readonly sendings = new Set<Sending>();
  private readonly places = new Map<HostTensor, { readonly sending: Sending; readonly name: string }>();

  send(worker: Worker, inputs: HostTensors): void {
    const sending = { id: ++latest, worker, inputs };
    this.sendings.add(sending);
    for (const [name, tensor] of Object.entries(inputs)) this.places.set(tensor, { sending, name });
    const tensors = Object.entries(inputs).map(([name, tensor]) => ({ name, ...tensor }));
    worker.tell({ do: 'stage', staged: sending.id }, tensors);
    const [oldest] = this.sendings;
    if (this.sendings.size > most) this.drop(oldest!);
  }

  /** Where a worker has a tensor, if it was sent there. */
  find(worker: Worker, tensor: HostTensor): { readonly sending: Sending; readonly name: string } | undefined {
    const place = this.places.get(tensor);
    return place?.sending.worker === worker ? place : undefined;
  }

  drop(sending: Sending): void {
    if (!this.sendings.delete(sending)) return;
    for (const tensor of Object.values(sending.inputs)) this.places.delete(tensor);
    sending.worker.tell({ do: 'drop', staged: sending.id });
  }
}
