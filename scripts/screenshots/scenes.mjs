/**
 * The listing's pictures, as data: each scene is steps (see test/host/harness/drive.ts) and the part of the window that is shown, by
 * selectors. They run one after the other in one window, so a scene may build on what the ones before it left.
 */

const editor = ['.part.editor'];
const picker = ['.quick-input-widget'];
const size = (width, height) => ({ size: [width, height] });
/** Only the editor, and nothing in it. */
const alone = [
  { press: ['Escape', 'Escape'] },
  { command: 'workbench.action.closeSidebar' },
  { command: 'workbench.action.closeAuxiliaryBar' },
  { command: 'workbench.action.closePanel' },
  { close: 'all' },
];

export const scenes = [
  {
    name: 'walkthrough',
    steps: [
      size(1120, 780),
      ...alone,
      { command: 'takumo.openWalkthrough' },
      { waitFor: '.getting-started-step' },
      { sleep: 1500 },
    ],
    clip: editor,
  },
  {
    name: 'preview',
    steps: [size(1160, 470), ...alone, { command: 'takumo.tryDemo' }, { sleep: 2500 }],
    clip: editor,
  },
  {
    name: 'held',
    steps: [
      size(1120, 980),
      ...alone,
      { command: 'notifications.clearAll' },
      { chat: 'What does this configure?', attach: ['src/config.ts'], wait: false },
      { waitFor: '.statusbar-item [aria-label*="Takumo holds"]' },
      { command: 'notifications.showList' },
      { sleep: 800 },
    ],
    clip: ['.notifications-center'],
  },
  {
    name: 'chat',
    steps: [
      { command: 'notifications.hideList' },
      { held: 'send' },
      { waitFor: '.interactive-response .interactive-result-code-block' },
      { command: 'workbench.action.maximizeAuxiliaryBar' },
      { sleep: 3000 },
    ],
    clip: ['.part.auxiliarybar'],
  },
  {
    name: 'participant',
    steps: [
      { command: 'workbench.action.chat.newChat' },
      // VS Code has the model name the conversation.
      { script: [{ match: 'brief title', steps: [{ text: 'Secrets in config.ts' }, { finish: 'stop' }] }] },
      { chat: '@takumo /scan', attach: ['src/config.ts'] },
      { sleep: 2000 },
    ],
    clip: ['.part.auxiliarybar'],
  },
  {
    name: 'quick-menu',
    steps: [
      { command: 'workbench.action.restoreAuxiliaryBar' },
      size(1120, 700),
      ...alone,
      { open: 'src/config.ts' },
      { command: 'takumo.openMenu' },
    ],
    clip: picker,
  },
  {
    name: 'choose',
    steps: [{ press: ['Escape'] }, { command: 'takumo.chooseModes' }],
    clip: picker,
  },
  {
    name: 'add-model',
    steps: [{ press: ['Escape'] }, { command: 'takumo.addModel' }, { sleep: 800 }],
    clip: picker,
  },
  {
    name: 'hover',
    steps: [
      ...alone,
      size(1000, 560),
      { tokenized: 'src/config.ts' },
      { sleep: 1000 },
      { cursor: '__TAKUMO_v1_KEY' },
      { command: 'editor.action.showHover' },
      { sleep: 1200 },
    ],
    clip: editor,
  },
  {
    name: 'what-left',
    steps: [
      ...alone,
      { command: 'takumo.showWhatLeft' },
      { sleep: 2000 },
      { click: 'button[aria-expanded="false"]:has-text("Secrets kept back: 5")', view: 'what-left' },
      { sleep: 500 },
      { click: 'button[aria-expanded="false"]', view: 'what-left' },
      { sleep: 500 },
    ],
    clip: editor,
  },
  {
    name: 'views',
    steps: [
      size(1120, 600),
      ...alone,
      { command: 'takumo.showSession' },
      { width: 400, of: '.part.sidebar' },
      { command: 'takumo.receipts.focus' },
      { press: ['Home', 'ArrowRight'] },
      { sleep: 1500 },
    ],
    clip: ['.part.sidebar'],
  },
  {
    name: 'activity',
    steps: [
      { command: 'workbench.action.closeSidebar' },
      size(1160, 420),
      { command: 'takumo.showActivity' },
      { command: 'workbench.action.toggleMaximizedPanel' },
      { sleep: 2000 },
    ],
    clip: ['.part.panel'],
  },
  {
    name: 'self-test',
    steps: [
      { command: 'workbench.action.toggleMaximizedPanel' },
      ...alone,
      size(1000, 470),
      { command: 'takumo.selfTest' },
      { sleep: 2500 },
    ],
    clip: editor,
  },
];
