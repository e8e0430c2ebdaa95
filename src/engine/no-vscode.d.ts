/** `vscode` resolves to this empty module outside `src/extension`: importing anything from it is a type error. */
export {};
