/** The commands of the guarded models, a bundle of their own: it is read when the first of them runs. */
export { addModel } from './add-model.ts';
export { removeKey, setKey } from './key-commands.ts';
export { findLocalModels } from './local-models.ts';
export { manageModels } from './manage-models.ts';
export { testModel } from './test-model.ts';
export { undoUtility, useForUtility } from './utility-commands.ts';
