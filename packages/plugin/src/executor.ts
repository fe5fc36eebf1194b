/** A trial, as who runs it elsewhere is told of it. */
export interface Job {
  /** The trial's id: unique within its run, fit for a file's name. */
  readonly id: string;
  /** Its number in the plan, from 0. */
  readonly index: number;
}

/** What an executor knows handed-over trials by. Plain JSON without secrets: it is kept in the run's folder. */
export type Ticket = Readonly<Record<string, unknown>>;

/** Text files that a trial left, by their names within its folder. */
export type TrialFiles = Readonly<Record<string, string>>;

/**
 * Runs trials elsewhere while the process that handed them over may end. Throws `UserError` where what it hands them to
 * can't be reached or refuses.
 */
export interface Executor {
  /** Hands trials over. Resolves once they wait to be run. */
  submit(jobs: readonly Job[]): Promise<Ticket>;
  /** Whether this is what {@link submit} gives: a run's folder may be damaged. */
  isTicket(ticket: Ticket): boolean;
  /** Trials of a ticket that wait or run, by id. All others have ended, or nobody will run them. */
  active(ticket: Ticket): Promise<ReadonlyMap<string, 'waiting' | 'running'>>;
  /** Gives what some trials of a ticket left outside the run's folder; not there where all see the same folder. */
  gather?(
    ticket: Ticket,
    ids: ReadonlySet<string>,
    take: (id: string, files: TrialFiles) => Promise<void>,
  ): Promise<void>;
  /** Ends those that wait or run. */
  cancel(ticket: Ticket): Promise<void>;
  /** Lets go of connections. */
  close?(): Promise<void>;
}
