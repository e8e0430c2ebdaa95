import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { describe, it } from '../harness/test.ts';

describe('the extension', () => {
  it('is installed, active, and offers the guarded model', async () => {
    const extension = vscode.extensions.getExtension('takumo.takumo-guard');
    assert.ok(extension, 'takumo.takumo-guard is not installed');
    await extension.activate();
    assert.equal(extension.isActive, true);
    const models = await vscode.lm.selectChatModels({ vendor: 'takumo' });
    assert.deepEqual(
      models.map((model) => model.id),
      ['demo'],
    );
  });
});
