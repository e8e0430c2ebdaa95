import { describe, expect, it } from 'vitest';
import { classifyTool, fileWrittenBy, languageOf, sinkOf } from '../../../src/engine/tools/sinks.ts';

describe('tools', () => {
  it.each([
    ['run_in_terminal', 'shell'],
    ['send_to_terminal', 'shell'],
    ['create_and_run_task', 'shell'],
    ['runInTerminal', 'shell'],
    ['Bash', 'shell'],
    ['mcp_shell_execute', 'shell'],
    ['get_terminal_output', 'local'],
    ['terminal_last_command', 'local'],
    ['create_file', 'file'],
    ['replace_string_in_file', 'file'],
    ['insert_edit_into_file', 'file'],
    ['apply_patch', 'file'],
    ['edit_notebook_file', 'file'],
    ['fetch_webpage', 'network'],
    ['mcp_http_request', 'network'],
    ['open_simple_browser_url', 'network'],
    ['read_file', 'local'],
    ['grep_search', 'local'],
    ['file_search', 'local'],
    ['list_dir', 'local'],
    ['get_errors', 'local'],
    ['manage_todo_list', 'local'],
    ['vscode_listCodeUsages', 'local'],
    ['run_notebook_cell', 'local'],
    ['multi_replace_string_in_file', 'file'],
    ['str_replace_based_edit_tool', 'file'],
    ['mcp_filesystem_write_file', 'file'],
    ['mcp_filesystem_edit_file', 'file'],
    ['takumo_scan', 'local'],
    ['takumo_review', 'local'],
  ])('%s goes to: %s', (name, expected) => {
    expect(classifyTool(name)).toBe(expected);
  });

  it.each([
    'mcp_github_create_issue',
    'mcp_github_create_or_update_file',
    'mcp_github_push_files',
    'mcp_notion_update_page',
    'mcp_gist_create_file',
    'gdrive_create_file',
    'github_repo',
    'github_text_search',
    'semantic_search',
    'install_extension',
    'vscode_searchExtensions_internal',
    'run_vscode_command',
    'memory',
    'renderMermaidDiagram',
    'search',
    '',
  ])('%s may pass on what it gets', (name) => {
    expect(classifyTool(name)).toBe('unknown');
  });

  it.each(['runSubagent', 'execution_subagent', 'search_subagent', 'exploreSubagent'])('%s asks a model', (name) => {
    expect(classifyTool(name)).toBe('agent');
  });

  it('have a sink for each argument', () => {
    expect(sinkOf('shell', 'command')).toBe('shell');
    expect(sinkOf('shell', 'explanation')).toBe('plain');
    expect(sinkOf('file', 'content')).toBe('code');
    expect(sinkOf('file', 'filePath')).toBe('plain');
    expect(sinkOf('network', 'url')).toBe('plain');
  });

  it('name the file they write', () => {
    expect(fileWrittenBy('create_file', { filePath: '/w/a.ts' })).toBe('/w/a.ts');
    expect(fileWrittenBy('read_file', { filePath: '/w/a.ts' })).toBeUndefined();
    expect(languageOf('/w/a.tsx')).toBe('typescriptreact');
    expect(languageOf('/w/.env')).toBeUndefined();
  });
});
