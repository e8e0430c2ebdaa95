/** Names that the runner and its last file share. */

/** The test that ends a run. */
export const endName = '(end of the run)';
