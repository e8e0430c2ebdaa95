/** Where the service finds what it depends on. Local values; production reads its own from the vault. */
export const config = {
  port: Number(process.env.PORT ?? 8080),
  database: {
    url: 'postgresql://orders_app:{{base62 22 db-password}}@db.orders.internal:5432/orders?sslmode=require',
    poolSize: 10,
  },
  aws: {
    region: 'eu-central-1',
    accessKeyId: 'AKIA{{base32 16 aws-id}}',
    secretAccessKey: '{{base64 40 aws-secret}}',
    bucket: 'orders-invoices',
  },
  github: {
    owner: 'example-orders',
    token: '{{github-token ci}}',
  },
  metricsUrl: 'https://metrics.orders.internal:9090/api/v1/write',
  retries: 3,
  requestId: '7b0f1a52-6a0e-4f0e-9a53-2f1c6f0a9d11',
};
