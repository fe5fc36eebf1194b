/** A small program without diagnostics; tests put their lines behind it. */
export const program = `/// What two crops of a digit share.
use "@infomin/plugin-datasets"
use "@infomin/plugin-vision"
use "@infomin/plugin-probes"

/// How loud the noise is.
param loud = 0.1

/// Handwritten digits.
dataset mnist = Mnist()

batch b ~ mnist.train

/// A crop of the digit.
view v1 = b.image |> RandomCrop(20) |> Noise(loud)
view v2 = b.image |> RandomCrop(20) |> Noise(loud)

/// Keeps what both crops share.
encoder f = ConvNet(channels: [16, 32, 64], dim: 64)

objective nce = max f: I_NCE(f(v1); f(v2), temperature: 0.1)

train nce {
  epochs: 3
  batch: 256
  optimizer: Adam(lr: 1e-3)
}

batch e ~ mnist

probe digit = LinearProbe(f(e.image), e.label)
`;
