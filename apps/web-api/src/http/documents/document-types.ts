/** As much of an OpenAPI document as is completed here, in a form that can be written to. */
export interface DraftDocument {
  info: Record<string, unknown>;
  paths: Record<string, Record<string, DraftOperation>>;
  components: Record<string, Record<string, unknown>> & { schemas: Record<string, DraftSchema> };
  tags?: { name: string; description: string }[];
}

export interface DraftOperation {
  operationId: string;
  summary?: string;
  tags?: string[];
  parameters?: { name: string; in: string }[];
  requestBody?: object;
  responses: Record<string, DraftAnswer>;
  security?: object[];
  [extension: `x-${string}`]: unknown;
}

export interface DraftAnswer {
  $ref?: string;
  description?: string;
  headers?: Record<string, object>;
  content?: Record<string, object>;
}

export interface DraftSchema {
  $ref?: string;
  type?: unknown;
  format?: string;
  pattern?: string;
  enum?: readonly unknown[];
  example?: unknown;
  nullable?: boolean;
  properties?: Record<string, DraftSchema>;
  items?: DraftSchema;
  allOf?: DraftSchema[];
  oneOf?: DraftSchema[];
  description?: string;
}
