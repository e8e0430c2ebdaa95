export const findLicenses = (_t: string, _p: string | undefined, _l: unknown): [] => [];
