import {
  type Bound,
  type DatasetDescription,
  formatType,
  isProblem,
  type Problem,
  problem,
  type Type,
} from '@infomin/plugin';

/** What a dataset of digits or of backgrounds has. */
export interface SourceTypes {
  readonly image: Type;
  readonly label: Type;
}

/**
 * The types of columns `image` and `label` of a dataset given as parameter, or of `byDefault` where none was; a
 * {@link Problem} where it lacks one of them, or a split `train` or `test` that has both.
 */
export function sourceTypes(
  parameter: 'digits' | 'backgrounds',
  given: Bound<'dataset'> | undefined,
  byDefault: DatasetDescription | Problem,
): SourceTypes | Problem {
  const described = given ? given.signature.describe(given.args) : byDefault;
  if (isProblem(described)) return { ...described, parameter };
  const name = given?.signature.name ?? 'the dataset';
  const typeOf = (column: 'image' | 'label', kind: Type['kind']): Type | Problem => {
    const found = described.columns[column];
    const needs = `${parameter} need a column ${column}`;
    const columns = Object.keys(described.columns).join(', ');
    if (!found) return problem(`${needs}; ${name} has ${columns}`, { parameter });
    if (found.type.kind !== kind) {
      return problem(`${needs} of kind ${kind}; that of ${name} is ${formatType(found.type)}`, { parameter });
    }
    for (const split of ['train', 'test']) {
      if (!described.splits[split]) {
        const splits = Object.keys(described.splits).join(', ');
        return problem(`${parameter} need a split ${split}; ${name} has ${splits}`, { parameter });
      }
      if (found.splits && !found.splits.includes(split)) {
        return problem(`${needs} in split ${split}; ${name} has it in ${found.splits.join(', ')}`, {
          parameter,
        });
      }
    }
    return found.type;
  };
  const image = typeOf('image', 'Image');
  if (isProblem(image)) return image;
  const label = typeOf('label', 'Class');
  if (isProblem(label)) return label;
  return { image, label };
}
