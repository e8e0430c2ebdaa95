/**
 * Ends with a clear message unless this process is Node 24, the version VS Code's own extension host runs. Importing it is the check: npm
 * scripts get Node 24 from `node_modules/.bin`, where the optional dependencies put it.
 */
const wanted = 24;
const found = Number(process.versions.node.split('.')[0]);

if (found !== wanted) {
  console.error(
    `Takumo's scripts need Node ${wanted}; this is Node ${process.versions.node}.\n` +
      'Run them as npm scripts (`npm start`, `npm test`) after `npm ci`: it installs a Node 24 for Linux, macOS and Windows\n' +
      'as an optional dependency. If it is missing from node_modules/.bin, install again without `--omit=optional`,\n' +
      `or put a Node ${wanted} first in your PATH.`,
  );
  process.exit(1);
}
