/** For options that may be given several times: `--set a=1 --set b=2`. */
export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}
