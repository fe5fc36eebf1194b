import type { ImportPlan, Plan } from '@infomin/plan';
import type { Session } from '../trial/trial.js';

/** The files whose results a plan's reports may name, with what the command line says that holds for each. */
export function importPlans(
  { root, others }: Session,
  { set = {}, seed }: { readonly set?: Readonly<Record<string, string>>; readonly seed?: number },
): Pick<Plan, 'imports'> {
  const imports = [...root.names].flatMap(([name, symbol]): ImportPlan[] => {
    const other = symbol && others.get(symbol);
    if (other === undefined) return [];
    const known = Object.entries(set).filter(([param]) => Object.hasOwn(other.params, param));
    return [
      {
        name,
        file: other.file,
        hash: other.hash,
        trials: other.trials.map(({ hash }) => hash),
        options: [
          ...known.flatMap(([param, value]) => ['--set', `${param}=${value}`]),
          ...(seed === undefined ? [] : ['--seed', String(seed)]),
        ],
      },
    ];
  });
  return imports.length === 0 ? {} : { imports };
}
