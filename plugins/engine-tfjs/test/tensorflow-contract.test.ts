import { engineContract } from '@infomin/testing/engine-contract';
import { findTensorflow } from './found.js';

const create = await findTensorflow();
if (create) engineContract(create);
