import { type KernelAttributes, type Kernels, one, type RecordedKernel } from '../kernel.js';

const sampling = ({ alignCorners, halfPixelCenters }: KernelAttributes) => ({
  alignCorners,
  halfPixelCenters,
});

const resize: RecordedKernel = {
  inputs: ['images'],
  infer: ([images], attrs) => {
    const [n, , , c] = images!.shape as [number, number, number, number];
    return one([n, attrs.size[0], attrs.size[1], c], 'float32', sampling(attrs));
  },
};

const resizeGradient: RecordedKernel = {
  inputs: ['dy', 'images'],
  infer: ([, images], attrs) => one(images!.shape, 'float32', sampling(attrs)),
};

export const imageKernels: Kernels = {
  ResizeBilinear: resize,
  ResizeNearestNeighbor: resize,
  ResizeBilinearGrad: resizeGradient,
  ResizeNearestNeighborGrad: resizeGradient,
};
