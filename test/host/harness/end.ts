/**
 * The last file of every run. Node's runner says that it is done when the process has nothing left to do, which in an extension host is
 * never; this test's result is the sign that the ones before it are over.
 */
import { test } from 'node:test';
import { endName } from './names.ts';

void test(endName, () => undefined);
