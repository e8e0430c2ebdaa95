/** Words of others (a rule, a file's name, a policy) in an answer of `@takumo`: nothing in them that Markdown would render. */

export const plain = (text: string): string => text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]()#+!|<>~$&:@]/g, '\\$&');

export const code = (text: string): string => `\`${text.replace(/[`\r\n]/g, ' ')}\``;

/** Text with `code` in it. */
export function sentence(text: string): string {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 0 ? plain(part) : part === '' ? '' : code(part)))
    .join('');
}
