declare module 'spdx-expression-parse' {
  type License = { license: string; plus?: true; exception?: string };
  type Expression = License | { left: Expression; conjunction: 'and' | 'or'; right: Expression };
  /** Throws for what is no expression. */
  function parse(source: string): Expression;

  export = parse;
}

declare module 'spdx-satisfies' {
  /** Throws for what is no expression; `approved` are single licences. */
  function satisfies(expression: string, approved: readonly string[]): boolean;

  export = satisfies;
}
