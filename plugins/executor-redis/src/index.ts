export { type Connection, redisExecutor, type SubmittedJob } from './executor.js';
export { NotHere, type WorkOptions, work } from './work.js';
