import type { Database } from '../database/database.js';
import { Operations } from './operations.js';

/** Long-running work. */
export interface OperationStores {
  readonly operations: Operations;
}

export const operationStores = (database: Database): OperationStores => ({
  operations: new Operations(database),
});
