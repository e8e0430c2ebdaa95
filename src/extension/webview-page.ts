/**
 * The page of a webview: one script and one style sheet of ours, under a content policy that allows nothing else. Nothing in it is made
 * from what a request held.
 */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** What a webview of ours may do. It is thrown away while hidden, so that a hidden view costs nothing. */
export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return {
    enableScripts: true,
    localResourceRoots: [viewsFolder(extensionUri)],
    enableCommandUris: false,
    enableForms: false,
  };
}

/** `name` is the view's bundle in dist/views. */
export function webviewPage(webview: vscode.Webview, extensionUri: vscode.Uri, name: string, title: string): string {
  const nonce = randomBytes(16).toString('base64url');
  const address = (file: string): string =>
    escapeHtml(webview.asWebviewUri(vscode.Uri.joinPath(viewsFolder(extensionUri), file)).toString());
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${address(`${name}.css`)}">
<title>${escapeHtml(title)}</title>
</head>
<body><script nonce="${nonce}" src="${address(`${name}.js`)}"></script></body>
</html>`;
}

function viewsFolder(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'views');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
