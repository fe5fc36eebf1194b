import { definePlugin } from '@infomin/plugin';
import { cifar10 } from './cifar10/cifar10.js';
import { correlatedGaussians } from './correlated-gaussians/correlated-gaussians.js';
import { csv } from './csv/csv.js';
import { imageFolder } from './image-folder/image-folder.js';
import { mnist } from './mnist/mnist.js';
import { colorfulMovingMnist } from './moving-mnist/colorful-moving-mnist.js';
import { npy } from './npy/npy.js';
import { parquet } from './parquet/parquet.js';
import { sharedBits } from './shared-bits/shared-bits.js';
import { sprites } from './sprites/sprites.js';
import { stl10 } from './stl10/stl10.js';
import { textures } from './textures/textures.js';
import { webDataset } from './web-dataset/web-dataset.js';

export default definePlugin({
  name: '@infomin/plugin-datasets',
  version: '0.1.0',
  doc: 'Datasets of images: their files, columns and splits.',
  constructors: [
    mnist,
    cifar10,
    stl10,
    imageFolder,
    csv,
    parquet,
    webDataset,
    npy,
    colorfulMovingMnist,
    textures,
    correlatedGaussians,
    sharedBits,
    sprites,
  ],
});
