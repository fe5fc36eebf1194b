/** What other languages and libraries call things, and what they are called here, as far as the letters do not tell. */
const foreignNames: ReadonlyMap<string, string> = new Map([
  ['True', 'true'],
  ['False', 'false'],
  ['InfoNCE', 'I_NCE'],
  ['InfoNCELoss', 'I_NCE'],
  ['INCE', 'I_NCE'],
  ['NCE', 'I_NCE'],
  ['NTXent', 'I_NCE'],
  ['NTXentLoss', 'I_NCE'],
  ['MI', 'I_NCE'],
  ['I', 'I_NCE'],
  ['MutualInformation', 'I_NCE'],
  ['NWJ', 'I_NWJ'],
  ['JSD', 'I_JS'],
  ['MINE', 'I_DV'],
  ['DV', 'I_DV'],
  ['SMILE', 'I_SMILE'],
  ['NegativeCosineSimilarity', 'Alignment'],
  ['GaussianNLLLoss', 'GaussianNLL'],
  ['CrossEntropy', 'CE'],
  ['CrossEntropyLoss', 'CE'],
  ['MSELoss', 'MSE'],
  ['MeanSquaredError', 'MSE'],
  ['detach', 'stop'],
  ['sg', 'stop'],
  ['cat', 'concat'],
  ['RandomHorizontalFlip', 'Flip'],
  ['HorizontalFlip', 'Flip'],
  ['RandomGrayscale', 'Grayscale'],
  ['ToGray', 'Grayscale'],
  ['GaussianNoise', 'Noise'],
  ['Blur', 'GaussianBlur'],
  ['CosineAnnealingLR', 'Cosine'],
  ['LogisticRegression', 'LinearProbe'],
  ['KNN', 'KnnProbe'],
  ['CNN', 'ConvNet'],
  ['MLP', 'Mlp'],
]);

/** Terms that one here is with other arguments or another sign, so that its name alone would be something else. */
const written: ReadonlyMap<string, string> = new Map([
  ['DCL', '`HCL(a, b, prior: 0, hardness: 0, decoupled: true)` is it'],
  ['DebiasedContrastiveLoss', '`HCL(a, b, hardness: 0)` is it'],
  ['CosineSimilarity', '`Alignment(a, b)` falls as it grows'],
  ['Uniformity', '`AlignUniform(a, b)` has it, beside alignment'],
  ['DINO', '`CE` of other logits and a `Center` are it: the recipes have a file'],
  ['DINOLoss', '`CE` of other logits and a `Center` are it: the recipes have a file'],
]);

/** How a term of that name is written here. */
export const howWritten = (term: string): string | undefined => written.get(term);

/** Words for nothing: what they are given for is left out here. */
const nothing: ReadonlySet<string> = new Set(['None', 'null', 'nil', 'undefined', 'NULL', 'nullptr']);

/** The name among the candidates that people who come from elsewhere mean. */
export function foreign(name: string, candidates: Iterable<string>): string | undefined {
  const meant = foreignNames.get(name);
  if (meant === undefined) return undefined;
  for (const candidate of candidates) if (candidate === meant) return meant;
  return undefined;
}

/** Whether a name is another language's word for nothing. */
export function meansNothing(name: string): boolean {
  return nothing.has(name);
}
