/** The language server of infomin, for any connection of the language server protocol. */
export { serve } from './server.js';
