/** The scheme of the documents that show a file with a fix in it. They are in memory only. */
export const fixScheme = 'takumo-fix';
