/**
 * Paths as a model writes them and the files of the workspace that they name. What leads out of the folders is refused by its words alone,
 * before any file system is asked: asking a network path is already a leak. Links are resolved where files are read.
 */
import { type Address, type Folder, ToolInputError, type Workspace } from './workspace.ts';

/** A place below one of the folders; `parts` is empty for the folder itself. */
interface Below<A extends Address> {
  readonly folder: Folder<A>;
  readonly parts: readonly string[];
}

/**
 * The candidates of a path, the likeliest first: a relative one may be in any of several folders. `name` says which argument it is. Throws
 * a `ToolInputError` for what is outside.
 */
export function resolvePath<A extends Address>(
  { folders, windows, at }: Pick<Workspace<A>, 'folders' | 'windows' | 'at'>,
  path: string,
  name: string,
): readonly A[] {
  if (folders.length === 0) {
    throw new ToolInputError(`No folder is open in the editor, so "${name}" can't name a file. Give "text" instead.`);
  }
  const below = locate(folders, windows, path);
  if (below === undefined) {
    throw new ToolInputError(
      `"${name}" is outside the workspace folders, or no path. Give paths inside them, relative to a folder or absolute.`,
    );
  }
  return below.map(({ folder, parts }) => at(folder.uri, joined(folder.uri.path, parts)));
}

/** True when one address is the other or below it. Both with links resolved. */
export function isWithin(inner: Address, outer: Address, windows: boolean): boolean {
  return inner.scheme === outer.scheme && rest(outer, windows, inner.authority, inner.path.split('/')) !== undefined;
}

function locate<A extends Address>(
  folders: readonly Folder<A>[],
  windows: boolean,
  path: string,
): readonly Below<A>[] | undefined {
  // Control characters name no file of a project, and a NUL ends a path for some systems.
  if (path === '' || /\p{Cc}/u.test(path)) return undefined;
  const url = /^([A-Za-z][\w+.-]+):\/\/([^/]*)(\/.*)$/.exec(path);
  if (url !== null) return absolute(folders, windows, decode(url[3]!), decode(url[2]!), url[1]!.toLowerCase());
  const plain = windows ? path.replaceAll('\\', '/') : path;
  const unc = windows ? /^\/\/([^/]*)(\/.*)?$/.exec(plain) : null;
  if (unc !== null) return absolute(folders, windows, unc[2] ?? '/', unc[1]!);
  if (windows && /^[A-Za-z]:\//.test(plain)) return absolute(folders, windows, `/${plain}`);
  if (plain.startsWith('/')) return absolute(folders, windows, plain);
  const parts = partsOf(plain, windows);
  if (parts === undefined) return undefined;
  // With several folders a path often begins with the name of one.
  const named = folders.length > 1 ? folders.filter((folder) => folder.name === parts[0]) : [];
  return [
    ...named.map((folder) => ({ folder, parts: parts.slice(1) })),
    ...folders.map((folder) => ({ folder, parts })),
  ];
}

/** A whole path, in the folder that it is in. Without an authority or a scheme it may be in a folder of any: a remote's paths look local. */
function absolute<A extends Address>(
  folders: readonly Folder<A>[],
  windows: boolean,
  path: string | undefined,
  authority?: string,
  scheme?: string,
): readonly Below<A>[] | undefined {
  const parts = path === undefined ? undefined : partsOf(path, windows);
  if (parts === undefined) return undefined;
  const found = folders.flatMap((folder): Below<A>[] => {
    if (scheme !== undefined && scheme !== folder.uri.scheme) return [];
    if (authority === undefined && folder.uri.scheme === 'file' && folder.uri.authority !== '') return [];
    const inside = rest(folder.uri, windows, authority ?? folder.uri.authority, ['', ...parts]);
    return inside === undefined ? [] : [{ folder, parts: inside }];
  });
  return found.length === 0 ? undefined : found;
}

/** The parts of a path below an address, given with the empty part before its first `/`; undefined when it isn't there. */
function rest(base: Address, windows: boolean, authority: string, parts: readonly string[]): string[] | undefined {
  const fold = (text: string) => (windows ? text.toLowerCase() : text);
  if (fold(authority) !== fold(base.authority)) return undefined;
  const root = base.path.replace(/\/$/, '').split('/');
  return root.every((part, index) => parts[index] !== undefined && fold(part) === fold(parts[index]))
    ? parts.slice(root.length).filter((part) => part !== '')
    : undefined;
}

/** Without `.` and `..`; undefined when it climbs above where it begins, or a part names something else than a file. */
function partsOf(path: string, windows: boolean): string[] | undefined {
  const parts: string[] = [];
  for (const [index, part] of path.split('/').entries()) {
    if (part === '' || part === '.') continue;
    // A drive, or a stream of a file.
    if (windows && part.includes(':') && !(path.startsWith('/') && index === 1 && /^[A-Za-z]:$/.test(part)))
      return undefined;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts;
}

function joined(base: string, parts: readonly string[]): string {
  return parts.length === 0 ? base : `${base.replace(/\/$/, '')}/${parts.join('/')}`;
}

function decode(text: string): string | undefined {
  try {
    const decoded = decodeURIComponent(text);
    return /[?#]/.test(text) || /\p{Cc}/u.test(decoded) ? undefined : decoded;
  } catch {
    return undefined;
  }
}
