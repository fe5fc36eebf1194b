import type { Connection } from 'vscode-languageserver';
import { diagnosticsOf, toDiagnostic } from './diagnostics.js';
import { uriOf } from './paths.js';
import type { Workspace } from './workspace.js';

/** A pause of typing, in milliseconds, after which files are checked; longer where checks take long. */
const pause = { least: 150, most: 2000 } as const;

/** Checks files when the typing pauses, and tells the editor. */
export class Publisher {
  private readonly waiting = new Set<string>();
  private readonly published = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly workspace: Workspace,
  ) {}

  /** These files are to be checked; `now`: without waiting for a pause. */
  request(paths: readonly string[], now = false): void {
    for (const path of paths) this.waiting.add(path);
    clearTimeout(this.timer);
    const wait = Math.min(pause.most, Math.max(pause.least, 1.5 * this.workspace.lastCheck));
    this.timer = setTimeout(() => void this.run(), now ? 0 : wait);
  }

  /** Stops checking. */
  dispose(): void {
    clearTimeout(this.timer);
  }

  private async run(): Promise<void> {
    const paths = [...this.waiting].filter((path) => this.workspace.open.includes(path));
    this.waiting.clear();
    try {
      for (const path of paths) await this.workspace.analysis(path);
      await this.publish();
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.connection.console.error(`The check failed, which is a bug of infomin: ${reason}`);
    }
  }

  /** Sends what the last checks found, to all files they are about or were about. */
  async publish(): Promise<void> {
    const { workspace } = this;
    const paths = new Set([...this.published, ...workspace.open]);
    for (const path of workspace.open) {
      for (const { file } of workspace.lastAnalysis(path)?.result.diagnostics ?? []) paths.add(file);
    }
    for (const path of paths) {
      const file = workspace.file(path);
      const diagnostics = diagnosticsOf(workspace, path).map((found) => toDiagnostic(workspace, found));
      if (diagnostics.length > 0 || workspace.open.includes(path)) this.published.add(path);
      else this.published.delete(path);
      await this.connection.sendDiagnostics({
        uri: file?.document.uri ?? uriOf(path),
        ...(workspace.open.includes(path) ? { version: file?.document.version ?? 0 } : {}),
        diagnostics,
      });
    }
  }
}
