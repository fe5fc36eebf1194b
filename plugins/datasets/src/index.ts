import { definePlugin } from '@infomin/plugin';
import { Cifar10 } from './cifar10/cifar10.js';
import { ImageFolder } from './image-folder/image-folder.js';
import { Mnist } from './mnist/mnist.js';
import { ColorfulMovingMnist } from './moving-mnist/colorful-moving-mnist.js';
import { measureClipRate } from './moving-mnist/measure.js';
import { Stl10 } from './stl10/stl10.js';
import { Textures } from './textures/textures.js';

export { Cifar10, ColorfulMovingMnist, ImageFolder, Mnist, measureClipRate, Stl10, Textures };

export default definePlugin({
  name: '@infomin/plugin-datasets',
  version: '0.1.0',
  doc: 'Datasets of images: their files, columns and splits.',
  constructors: [Mnist, Cifar10, Stl10, ImageFolder, ColorfulMovingMnist, Textures],
});
