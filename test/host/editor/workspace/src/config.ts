/** What the service depends on. */
export const config = {
  aws: {
    accessKeyId: 'AKIA{{base32 16 editor-aws}}',
    secretAccessKey: '{{base64 40 editor-aws-secret}}',
  },
  github: { token: '{{github-token editor}}' },
};
