/** The demo model of this run: scripts for its next answers, and the raw bodies of what reached it. */
import { type DemoModelClient, demoModelClient } from '../../support/demo-model-client.ts';

/** The upstream behind the guarded model `demo`. Its address is in `TAKUMO_DEMO_MODEL`. */
export const upstream: DemoModelClient = demoModelClient(process.env.TAKUMO_DEMO_MODEL ?? 'http://127.0.0.1:9');
