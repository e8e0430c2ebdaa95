export const note = 'local';
