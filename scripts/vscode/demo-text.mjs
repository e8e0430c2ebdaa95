/** What the demo tells a person to try, the same in the browser and on the desktop. */
export function thingsToTry(origin) {
  return `
Four things to try
  1. Open the chat (Ctrl+Alt+I), pick "Demo Model (guarded)" in the model list, attach src/config.ts (open it, then click "+ config.ts" above the input) and ask
     "What does this configure?"
     Takumo holds the request and says what it found; choose "Send with Tokens". The answer shows the placeholders that the model got, and
     the lines they stand in with their values back, as only you see them.
  2. In agent mode ask "Write notes.md with these credentials", with src/config.ts attached.
     The model writes placeholders; the file on your disk has the values. What left, to the byte: ${origin}/_demo/requests
  3. In ask mode ask "Write a function that looks a user up by e-mail": there is an injection in the answer, and a bell in the
     status bar says so. Paste the code into a new .ts file: it is underlined, and the light bulb (Ctrl+.) mends it.
     Then run "Takumo: Show What Left" and the self-test from the command palette (F1).
  4. Click the shield in the activity bar: the session's tokens, and the receipts by conversation. "Takumo: Get Started" has the four steps
     that a new user sees; "@takumo /scan" in the chat looks a file over with whichever model is picked.
`;
}
