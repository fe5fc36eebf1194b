import { engineContract } from '@infomin/testing/engine-contract';
import { createOnnxEngine } from '../src/engine.js';

engineContract(() => createOnnxEngine());
