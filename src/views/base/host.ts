/** A view's door to the extension: typed messages out, checked messages in, and a state that outlives the view being hidden. */

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

export interface Host<Out> {
  post(message: Out): void;
  /** What `keep` was given before the view was hidden. VS Code may write it to disk: ids and choices only, nothing that a person typed. */
  readonly kept: unknown;
  keep(state: unknown): void;
}

/** Connects once. `read` gives undefined for what is no message of ours; `receive` gets the rest. */
export function connect<In, Out>(
  read: (message: unknown) => In | undefined,
  receive: (message: In) => void,
): Host<Out> {
  const api = acquireVsCodeApi();
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    // The frame around the view has its origin; whatever else could reach this window has not.
    if (event.origin !== window.origin) return;
    const message = read(event.data);
    if (message !== undefined) receive(message);
  });
  return {
    post: (message) => api.postMessage(message),
    kept: api.getState(),
    keep: (state) => api.setState(state),
  };
}
