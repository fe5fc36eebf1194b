/** The layers of the small AlexNet at a width; `pool`: followed by a 3×3 max-pool of stride 2. */
export function alexNetLayers(width: number) {
  const scaled = (units: number) => Math.max(1, Math.round(units * width));
  return {
    convolutions: [
      { name: 'conv1', to: scaled(96), pool: true },
      { name: 'conv2', to: scaled(192), pool: true },
      { name: 'conv3', to: scaled(384), pool: false },
      { name: 'conv4', to: scaled(384), pool: false },
      { name: 'conv5', to: scaled(192), pool: true },
    ],
    linears: [
      { name: 'fc6', to: scaled(4096) },
      { name: 'fc7', to: scaled(4096) },
    ],
  };
}
