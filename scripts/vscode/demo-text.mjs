/** What the demo tells a person to try, the same in the browser and on the desktop. */
export function thingsToTry(origin) {
  return `
Three things to try
  1. Open the chat (Ctrl+Alt+I), pick "Demo Model (guarded)" in the model list, attach src/config.ts and ask "What does this configure?"
     The answer shows the placeholders that the model got, and the lines with their values back, as only you see them.
  2. In agent mode ask "Write notes.md with these credentials", with src/config.ts attached.
     The model writes placeholders; the file on your disk has the values. What left, to the byte: ${origin}/_demo/requests
  3. Ask "Write a function that looks a user up by e-mail" in ask mode: the answer has an injection in it, and Takumo says so.
     Then run "Takumo: Show What Left" and "Takumo: Run Self-Test" from the command palette (F1).
`;
}
