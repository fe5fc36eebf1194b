import { engineContract } from '@infomin/testing/engine-contract';
import { createCpuEngine } from '../src/cpu.js';

engineContract(createCpuEngine);
