import { type StrangePlugin, type Trust, TrustFile, trustPath } from '@infomin/compiler';

/**
 * Which plugins that do not come with infomin may run: those that the command line was told to trust, and all once the
 * editor's user trusts the workspace.
 */
export class WorkspaceTrust implements Trust {
  readonly how = 'trust the folder in the editor (command `infomin.trust`), or check it once with `--trust`';
  private all = false;
  private readonly file = new TrustFile(trustPath(process.env));

  trusts(plugin: StrangePlugin): boolean {
    return this.all || this.file.has(plugin);
  }

  /** From now on all may run. */
  allow(): void {
    this.all = true;
  }
}
