// Node's file system as a page has it: nothing is there.
function absent(path: unknown): never {
  throw Object.assign(new Error(`${String(path)} is not there: a page has no files`), { code: 'ENOENT' });
}
const none = () => false;
const later = async (path: unknown) => absent(path);

export const constants = {};
export {
  absent as closeSync,
  absent as fstatSync,
  absent as mkdirSync,
  absent as mkdtempSync,
  absent as openSync,
  absent as readdirSync,
  absent as readFileSync,
  absent as readSync,
  absent as realpathSync,
  absent as renameSync,
  absent as rmSync,
  absent as statSync,
  absent as writeFileSync,
  later as mkdir,
  later as open,
  later as readdir,
  later as realpath,
  later as rename,
  later as rm,
  later as stat,
  later as access,
  later as link,
  later as readFile,
  later as writeFile,
  none as existsSync,
};
