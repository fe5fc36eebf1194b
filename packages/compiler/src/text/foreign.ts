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
  ['DCL', 'HCL'],
  ['DebiasedContrastiveLoss', 'HCL'],
  ['NegativeCosineSimilarity', 'Alignment'],
  ['CosineSimilarity', 'Alignment'],
  ['Uniformity', 'AlignUniform'],
  ['DINO', 'CE'],
  ['DINOLoss', 'CE'],
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
