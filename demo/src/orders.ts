import pg from 'pg';
import { config } from './config.ts';

const pool = new pg.Pool({ connectionString: config.database.url, max: config.database.poolSize });

export interface Order {
  readonly id: string;
  readonly customer: string;
  readonly cents: number;
}

/** The newest orders of a customer, at most fifty. */
export async function ordersOf(customer: string): Promise<readonly Order[]> {
  const { rows } = await pool.query('SELECT id, customer, cents FROM orders WHERE customer = $1 LIMIT 50', [customer]);
  return rows;
}
