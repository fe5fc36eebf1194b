import { engineContract } from '@infomin/testing/engine-contract';
import { findTorch } from './found.js';

const create = await findTorch();
if (create) engineContract(() => create({ compile: 'never' }));
