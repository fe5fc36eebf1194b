import type { Logger } from '@infomin/plugin';

/** Tells nothing. */
export const silent: Logger = { info() {}, warn() {}, debug() {} };
