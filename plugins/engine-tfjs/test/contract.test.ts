import { engineContract } from '@infomin/testing/engine-contract';
import { createCpuEngine } from '../src/cpu.compute.js';

engineContract(createCpuEngine);
