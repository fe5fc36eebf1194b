/** Packages lie at the root of the page's files, as `files.ts` reads them. */
export const createRequire = () => ({ resolve: (name: string) => `/${name}` });
export default {};
