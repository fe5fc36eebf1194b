/** What tfjs-node-gpu 4.22 opens at run time: the TensorFlow 2.9.1 library is built for CUDA 11.2 and cuDNN 8.1. */
const libraries: Readonly<Record<string, readonly string[]>> = {
  'the NVIDIA driver': ['libcuda.so.1'],
  'CUDA 11.2': [
    'libcudart.so.11.0',
    'libcublas.so.11',
    'libcublasLt.so.11',
    'libcufft.so.10',
    'libcurand.so.10',
    'libcusolver.so.11',
    'libcusparse.so.11',
  ],
  'cuDNN 8.1': ['libcudnn.so.8'],
};

/** Whether the dynamic linker finds a library, by its own rules (LD_LIBRARY_PATH and its cache). */
function opens(library: string): boolean {
  try {
    process.dlopen({ exports: {} }, library);
    return true;
  } catch (error) {
    // A library that is no addon is opened, then refused by Node under another message.
    return !/cannot open shared object|no such file/i.test(String(error));
  }
}

/** Why TensorFlow sees no CUDA device, as a sentence: what is missing and what to install. For Linux. */
export function missingCuda(finds: (library: string) => boolean = opens): string {
  const missing = Object.entries(libraries)
    .map(([product, names]) => ({ product, names: names.filter((name) => !finds(name)) }))
    .filter(({ names }) => names.length > 0);
  if (missing.length === 0) {
    return 'TensorFlow finds no CUDA device, though all CUDA libraries are there. `nvidia-smi` tells which devices the driver knows';
  }
  const names = missing.flatMap((product) => product.names).join(', ');
  return `TensorFlow finds no CUDA device; missing: ${names}. Install ${missing.map(({ product }) => product).join(', ')}, and put their folder into LD_LIBRARY_PATH`;
}
