import { execFileSync } from 'node:child_process';

/** An interpreter that has TensorBoard, MLflow and trackio, or some of them, for tests that read back what was written. */
export const python = process.env.INFOMIN_RECORDS_PYTHON;

/** Why a test that needs a Python package is skipped; `undefined` where it is there. */
export function lacks(module: string): string | undefined {
  if (!python) return 'INFOMIN_RECORDS_PYTHON names no interpreter';
  try {
    execFileSync(python, ['-c', `import ${module}`], { stdio: 'pipe' });
    return undefined;
  } catch {
    return `${python} has no ${module}`;
  }
}

/** What a program prints as JSON. */
export function pythonJson(program: string, ...args: readonly string[]): unknown {
  return JSON.parse(execFileSync(python!, ['-c', program, ...args], { encoding: 'utf8', stdio: 'pipe' }));
}
